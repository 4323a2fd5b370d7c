using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>A plain dump, or a script written by hand.</summary>
internal sealed record ScriptSource(ScriptText Text, ScriptFacts Facts, ImmutableArray<string> Additional) : RestoreSource
{
    /// <inheritdoc/>
    public override DumpFormat Format => DumpFormat.Plain;

    /// <inheritdoc/>
    public override PostgresVersion? Server => PostgresVersion.TryParse(Facts.Origin?.ServerVersion);

    /// <inheritdoc/>
    public override DatabaseProperties Properties => DatabaseProperties.Unknown with { Encoding = Encoding };

    /// <inheritdoc/>
    public override string? Encoding => Facts.ClientEncoding;

    /// <inheritdoc/>
    public override ImmutableArray<PumFailure> Warnings => ScriptCheck.Warn(Facts, Text.Path);

    /// <summary>Scans the script.</summary>
    /// <exception cref="PumFailureException">PUM1003, PUM5003.</exception>
    public static async Task<RestoreSource> ReadAsync(DumpFile file, ImmutableArray<string> additional, CancellationToken cancellationToken)
    {
        var text = new PlainDump(file);
        var facts = await text.ScanAsync(cancellationToken);
        return new ScriptSource(text, facts, additional);
    }

    /// <inheritdoc/>
    public override ImmutableArray<PumFailure> FindInDump(
        RestoreRequest request, bool isNew, ImmutableArray<InstalledTool> installed) =>
        ScriptCheck.Check(
            Facts, Text.Path, ContentPlan.ModeOf(request, isNew), request.TrustDump, installed.IsEmpty ? null : installed[^1].Version);

    /// <inheritdoc/>
    public override async Task<ContentPlan?> PlanAsync(
        RestoreContext context, ToolCache tools, TargetInspection inspection, Findings found, CancellationToken cancellationToken) =>
        await found.TryAsync(() => tools.FindPsqlAsync(cancellationToken)) is { } psql
            ? new ScriptPlan(Text, Facts, ContentPlan.ModeOf(context.Request, context.IsNew), psql, Additional)
            : null;
}
