using System.CommandLine;
using System.Text.Json.Nodes;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Tool.Options;

namespace Pum.Tool.Commands;

/// <summary>Restores a dump into a database: all of it, or nothing.</summary>
internal sealed class RestoreCommand : PumCommand
{
    private readonly Argument<string> _file = DumpArgument.Create("The dump; its format is recognised by its content.");

    private readonly Option<bool> _ignoreErrors = PumOption.Flag(
        nameof(RestoreRequest.IgnoreErrors), "Go on after errors of SQL, which become warnings; no longer all or nothing.", "-x");

    private readonly SharedOptions _shared = new(
        ". Default: auto, one for each core where a restore may be parallel.", "a lock", [], "pg_restore, or psql for a script");

    private readonly Option<bool> _excludeDependents = PumOption.Flag(
        nameof(RestoreRequest.ExcludeDependents), "Also leave out objects that depend on an excluded one.");

    private readonly Option<bool?> _noTablespaces = PumOption.Convention(
        nameof(RestoreRequest.NoTablespaces), "Leave out tablespaces.");

    private readonly Option<bool> _createDatabase = PumOption.Flag(
        nameof(RestoreRequest.CreateDatabase), "Create the target where it is missing.");

    private readonly Option<string?> _baseTemplate = PumOption.Text(
        nameof(RestoreRequest.BaseTemplate), "NAME", "What a new database is made from. Default: template0.");

    private readonly Option<bool> _replaceDatabase = PumOption.Flag(
        nameof(RestoreRequest.ReplaceDatabase), "Restore beside the target, and swap the two at the end.");

    private readonly Option<string?> _confirmReplace = PumOption.Text(
        nameof(RestoreRequest.ConfirmReplace), "NAME", "The name of the database whose content may be lost.");

    private readonly Option<bool> _clean = PumOption.Flag(
        nameof(RestoreRequest.Clean), "Drop each object before it is created again.", "-c");

    private readonly Option<bool> _disconnectUsers = PumOption.Flag(
        nameof(RestoreRequest.DisconnectUsers), "End other sessions that stand in the way of a swap.");

    private readonly Option<bool> _trustDump = PumOption.Flag(
        nameof(RestoreRequest.TrustDump), "Let a script use psql's backslash commands.");

    public RestoreCommand()
        : base("restore", "Restore a dump into a database: all of it, or nothing.")
    {
        Arguments.Add(_file);
        AddAll([
            _ignoreErrors, .. _shared.Content, _noTablespaces, _excludeDependents, _createDatabase, _baseTemplate, _replaceDatabase,
            _confirmReplace, _clean, _disconnectUsers, .. _shared.Work, _trustDump,
        ]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples { get; } =
    [
        "pum -s target_database restore backup.dump",
        "pum -s target_database restore backup.dump -x",
        "pum -s target_database -d app_test restore backup.dump --replace-database",
    ];

    /// <inheritdoc/>
    public override string LeftAsItWas(ParseResult result) =>
        RestoreFailures.LeftAsItWas(result.GetValue(_ignoreErrors), result.GetValue(_replaceDatabase));

    /// <inheritdoc/>
    public override async Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken)
    {
        var result = await RestoreOperation.RunAsync(Request(input), input.Reporter, cancellationToken);
        await JobSummary.AppendAsync(result.Summary(Caller), input.Environment, input.Reporter);
        return new()
        {
            ["database"] = result.Database,
            ["format"] = FormatParameter.NameOf(result.Format),
            ["serverVersion"] = result.ServerVersion,
            ["clientVersion"] = result.ClientVersion,
            ["ignoredErrors"] = result.IgnoredErrors,
            ["durationMs"] = (long)result.Duration.TotalMilliseconds,
            ["connectionString"] = result.ConnectionString,
        };
    }

    internal RestoreRequest Request(CommandInput input)
    {
        var result = input.Result;
        return new()
        {
            Caller = Caller,
            Connection = input.Connection,
            BaseDirectory = input.Environment.BaseDirectory,
            ToolPath = input.ToolPath,
            File = DumpArgument.Path(result.GetRequiredValue(_file), Caller, input.Environment),
            Filter = _shared.Filter(result),
            ExcludeDependents = result.GetValue(_excludeDependents),
            SchemaOnly = _shared.SchemaOnly(result),
            DataOnly = _shared.DataOnly(result),
            NoOwner = _shared.NoOwner(result),
            NoPrivileges = _shared.NoPrivileges(result),
            NoTablespaces = result.GetValue(_noTablespaces),
            NoSubscriptions = _shared.NoSubscriptions(result),
            IgnoreErrors = result.GetValue(_ignoreErrors),
            CreateDatabase = result.GetValue(_createDatabase),
            ReplaceDatabase = result.GetValue(_replaceDatabase),
            DisconnectUsers = result.GetValue(_disconnectUsers),
            BaseTemplate = result.GetValue(_baseTemplate) ?? RestoreRequest.PlainTemplate,
            Clean = result.GetValue(_clean),
            ConfirmReplace = result.GetValue(_confirmReplace),
            Jobs = _shared.Jobs(result),
            LockTimeout = _shared.LockTimeout(result),
            TrustDump = result.GetValue(_trustDump),
            AdditionalOptions = _shared.AdditionalOptions(result),
        };
    }
}
