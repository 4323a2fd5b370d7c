using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring;

/// <summary>A plain dump, or a script that somebody wrote.</summary>
internal sealed record ScriptSource(ScriptText Text, ScriptFacts Facts, ImmutableArray<string> Additional) : RestoreSource
{
    /// <inheritdoc/>
    public override DumpFormat Format => DumpFormat.Plain;

    /// <inheritdoc/>
    public override PostgresVersion? Server => PostgresVersion.TryParse(Facts.Origin?.ServerVersion);

    /// <inheritdoc/>
    public override DatabaseProperties Properties => DatabaseProperties.Unknown with { Encoding = Facts.ClientEncoding };

    /// <summary>Scans the script.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM1003, PUM5003.</exception>
    public static async Task<ScriptSource> ReadAsync(DumpFile file, RestoreRequest request, CancellationToken cancellationToken)
    {
        CheckParameters(request);
        var additional = AdditionalOptions.Parse(request.AdditionalOptions, OwnedOptions.Psql);
        var text = new PlainDump(file);
        var facts = await text.ScanAsync(cancellationToken);
        text.CheckLength(facts);
        return new(text, facts, additional);
    }

    /// <inheritdoc/>
    public override Task CheckAsync(RestoreContext context, CancellationToken cancellationToken) => Restore(context).CheckAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task<Func<RestoreContext, CancellationToken, Task<RestoreRun>>> PrepareAsync(RestoreContext context, CancellationToken cancellationToken) =>
        Task.FromResult<Func<RestoreContext, CancellationToken, Task<RestoreRun>>>((running, token) => Restore(running).RunAsync(token));

    private ScriptRestore Restore(RestoreContext context) => new(context, Text, Facts, context.Connection.Role, Additional);

    /// <summary>A plain dump holds what it was made with: nothing can be selected from it.</summary>
    private static void CheckParameters(RestoreRequest request)
    {
        var filter = request.Filter;
        var given = new[]
        {
            (!filter.Schemas.IsEmpty, nameof(filter.Schemas)),
            (!filter.ExcludeSchemas.IsEmpty, nameof(filter.ExcludeSchemas)),
            (!filter.Tables.IsEmpty, nameof(filter.Tables)),
            (!filter.ExcludeTables.IsEmpty, nameof(filter.ExcludeTables)),
            (!filter.ExcludeTableData.IsEmpty, nameof(filter.ExcludeTableData)),
            (!filter.ExcludeExtensions.IsEmpty, nameof(filter.ExcludeExtensions)),
            (!filter.StrictNames, nameof(filter.StrictNames)),
            (request.ExcludeDependents, nameof(request.ExcludeDependents)),
            (request.NoOwner is not null, "NoOwner"),
            (request.NoPrivileges is not null, "NoPrivileges"),
            (request.NoTablespaces is not null, "NoTablespaces"),
            (request.NoSubscriptions is not null, "NoSubscriptions"),
            (request.SchemaOnly, "SchemaOnly"),
            (request.DataOnly, "DataOnly"),
            (request.Clean, "Clean"),
            (request.Jobs > 1, "Jobs"),
        };
        var failures = given.Where(parameter => parameter.Item1).Select(parameter => OptionFailures.OnlyForArchives(parameter.Item2)).ToImmutableArray();
        if (!failures.IsEmpty)
            throw new PumFailureException(failures);
    }
}
