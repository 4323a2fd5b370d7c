using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// Looks at the dump, the machine and the server, and decides how a dump is restored, or finds out what would fail that, and reports it all
/// together. It leaves nothing behind: what an extension brings is seen in a transaction that is rolled back. A check that depends on a
/// failed one is skipped.
/// </summary>
internal sealed class RestorePlanner
{
    private readonly RestoreRequest _request;
    // The encoding in which nothing is checked or converted.
    private const string Unchecked = "SQL_ASCII";

    /// <summary>Bytes of a script that is read, even if it is compressed, in less time than the first session of a process takes.</summary>
    private const long SmallScript = 1 << 20;

    private readonly HeldFile _dump;
    private readonly SharedSources _sources;
    private readonly IReporter _reporter;
    private readonly HostEnvironment _environment;
    private readonly CancellationToken _cancellationToken;
    private readonly ToolCache _tools;
    private readonly Findings _found = new();
    private bool _isNeverReplaced;

    private RestorePlanner(
        RestoreRequest request,
        HeldFile dump,
        SharedSources sources,
        IReporter reporter,
        HostEnvironment environment,
        CancellationToken cancellationToken)
    {
        (_request, _dump, _sources) = (request, dump, sources);
        (_reporter, _environment, _cancellationToken) = (reporter, environment, cancellationToken);
        _tools = new(request.ToolPath, environment);
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="dump">The dump.</param>
    /// <param name="sources">What the plan's sessions are opened from, and those that carry it out.</param>
    /// <param name="reporter">Told where it goes, and what was chosen.</param>
    /// <param name="environment">The process it runs in.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">All that was found, causes before their consequences.</exception>
    public static Task<RestorePlan> PlanAsync(
        RestoreRequest request,
        HeldFile dump,
        SharedSources sources,
        IReporter reporter,
        HostEnvironment environment,
        CancellationToken cancellationToken) =>
        new RestorePlanner(request, dump, sources, reporter, environment, cancellationToken).PlanAsync();

    private async Task<RestorePlan> PlanAsync()
    {
        _found.Add(ParameterCheck.Find(_request));
        var unknown = _found.Try(Resolve) is { } connection
            ? new RestoreContext(_request, connection, Target.Unknown, IsNew: false, _reporter, _environment)
            : null;
        // Nothing further is worth reporting about a database that is never replaced.
        await using var session = unknown is null || _isNeverReplaced
            ? null
            : new EarlySession(stop => TargetInspection.ReachAsync(unknown, stop), _cancellationToken);
        var file = _found.Try(() => DumpFile.Recognise(_dump, _cancellationToken));
        // While a large script is read, a session would be in the target for long, and in the way of others.
        if (file is not { IsArchive: false, Length: > SmallScript })
            session?.Start();
        // In parallel with the reading, which keeps one core busy.
        var hash = file is null ? null : DumpHash.Start(file, _request.ExpectedSha256 is not null);
        // While the tools say their versions, the dump is read.
        var finding = _tools.FindAsync(file is { IsArchive: false } ? ClientTool.Psql : ClientTool.PgRestore, _cancellationToken);
        try
        {
            var source = file is null ? null : await ReadAsync(file);
            var installed = await _found.TryAsync(() => finding);
            var (context, existing, plan) = session is null ? default : await AskServerAsync(unknown!, session, source);
            var isNew = context?.IsNew ?? (_request.ReplaceDatabase || _request.CreateDatabase);
            if (source is not null)
                _found.Add(source.FindInDump(_request, isNew, installed.IsDefault ? [] : installed));
            _found.ThrowIfAny();
            return new(
                context!,
                existing?.Database,
                source!.Format,
                plan!,
                PropertiesFor(source, existing),
                WarningsOf(context!, source, existing),
                hash!);
        }
        catch
        {
            await ((Task)finding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (hash is not null)
                await hash.DisposeAsync();
            throw;
        }
    }

    /// <summary>A plain dump does not record its database's properties, so use those of the database being replaced.</summary>
    private static DatabaseProperties PropertiesFor(RestoreSource source, Target? existing) =>
        existing?.Database is { } database && (source.Format == DumpFormat.Plain || source.Properties.IsUnknown)
            ? database.Properties
            : source.Properties;

    private static string? EncodingOf(RestoreContext context, RestoreSource source, Target? existing) =>
        (context.IsNew ? PropertiesFor(source, existing) : existing?.Database?.Properties)?.Encoding;

    private ImmutableArray<PumFailure> WarningsOf(RestoreContext context, RestoreSource source, Target? existing) =>
    [
        .. _request.ReplaceDatabase && existing?.Database is { } replaced
            ? ReplaceCheck.FindLosses(context.Connection.Database, replaced, context.Roles)
            : [],
        .. InterferenceCheck.Find(context, existing?.Database),
        .. source.Warnings,
        .. source.Server is { } dumped && dumped.Major > context.Target.Server.Major
            ? [RestoreFailures.NewerDump(_request.File, dumped, context.Target.Server)]
            : (PumFailure[])[],
        .. Unchecked.Equals(source.Encoding, StringComparison.OrdinalIgnoreCase)
            && EncodingOf(context, source, existing) is { } encoding && encoding != Unchecked
            ? [RestoreFailures.NotChecked(encoding, _request.File)]
            : (PumFailure[])[],
    ];

    private Connection Resolve()
    {
        ConnectionNames.Check(nameof(_request.ConfirmReplace), _request.ConfirmReplace);
        ConnectionNames.Check(nameof(_request.BaseTemplate), _request.BaseTemplate);
        var resolved = ConnectionResolver.Resolve(_request.Connection, _environment) with { SharedSources = _sources };
        var connection = resolved.WithApplicationName(SessionName.Next(_request.Caller));
        _reporter.Message(ReportImportance.High, $"{_request.Caller} → {connection.Display}");
        if (_request.ReplaceDatabase && ReplaceCheck.FindByName(connection) is { } never)
        {
            _found.Add([never]);
            _isNeverReplaced = true;
        }

        return connection;
    }

    private async Task<RestoreSource?> ReadAsync(DumpFile file)
    {
        var additional = _found.Try(
            () => AdditionalOptions.Parse(
                _request.AdditionalOptions, () => file.IsArchive ? OwnedOptions.PgRestore : OwnedOptions.Psql));
        if (additional.IsDefault)
            additional = [];
        if (file.IsArchive)
            return _found.Try(() => ArchiveSource.Read(file, _request, additional, _cancellationToken));
        _found.Add(ParameterCheck.FindForPlainDump(_request));
        return await _found.TryAsync(() => ScriptSource.ReadAsync(file, additional, _cancellationToken));
    }

    /// <summary>Asks the server about itself and the target, in one session.</summary>
    private async Task<(RestoreContext? Context, Target? Existing, ContentPlan? Plan)> AskServerAsync(
        RestoreContext context, EarlySession session, RestoreSource? source)
    {
        Target? existing;
        ContentPlan? plan;
        await using (var inspection = await _found.TryAsync(
            () => TargetInspection.OpenAsync(context, session.TakeAsync(), _cancellationToken)))
        {
            if (inspection is null)
                return default;
            existing = inspection.Existing;
            context = context with
            {
                Connection = context.Connection with { HoldsSessions = true },
                Target = inspection.Target,
                Roles = inspection.Roles,
                IsNew = existing is null || _request.ReplaceDatabase,
            };
            plan = await _found.TryAsync(() => AskAsync(inspection, context, source));
            if (existing is not null && _request.ReplaceDatabase)
                await _found.TryAsync(() => inspection.CheckReplacingAsync(context, _cancellationToken));
        }

        return (context, existing, plan);
    }

    private async Task<ContentPlan?> AskAsync(TargetInspection inspection, RestoreContext context, RestoreSource? source)
    {
        if (inspection.Existing is null && inspection.Roles.Creator == DatabaseCreator.None)
            _found.Add(
                [RestoreFailures.MayNotCreate(
                context.Connection.Database, inspection.Roles.InForce, inspection.Roles.Login)]);
        if (!context.IsNew)
            _found.Add(ExistingTargetCheck.Find(context));

        return source is null ? null : await source.PlanAsync(context, _tools, inspection, _found, _cancellationToken);
    }
}
