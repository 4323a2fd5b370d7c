using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>
/// Decides how a database is dumped. What needs no server is reported together, before one is asked; the rest as it is found.
/// It writes nothing.
/// </summary>
internal sealed class DumpPlanner(DumpRequest request, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
{
    private const string AboutServer = $"SELECT pg_catalog.current_setting('server_version_num'), {DatabaseEncoding.Query};\n";

    /// <summary>Makes the plan.</summary>
    /// <exception cref="PumFailureException">All that was found.</exception>
    public async Task<DumpPlan> PlanAsync()
    {
        // While the tools say their versions, everything else is looked at.
        var finding = ToolSearch.FindAsync(ClientTool.PgDump, request.ToolPath, environment, cancellationToken);
        var found = new Findings();
        found.Add(Find());
        var additional = found.Try(() => AdditionalOptions.Parse(request.AdditionalOptions, () => OwnedOptions.PgDump));
        var compression = found.Try(() => DumpCompression.Parse(request.Compression, request.Format));
        var connection = found.Try(Resolve)!;
        found.Try(() => DumpDestination.Find(request.File, request.Format));
        var installed = await found.TryAsync(() => finding);
        found.ThrowIfAny();

        var (tool, filter) = await DecideAsync(installed, compression, connection);
        reporter.Message(ReportImportance.Low, $"pg_dump {tool.Version} in {tool.Path}");
        return new(
            request with { Filter = filter },
            connection,
            tool,
            compression is null ? DumpCompression.Automatic(tool.Version.Major) : [compression],
            request.Jobs ?? Environment.ProcessorCount,
            additional);
    }

    private IEnumerable<PumFailure> Find()
    {
        if (request.SchemaOnly && request.DataOnly)
            yield return OptionFailures.ExcludesEachOther("SchemaOnly", "DataOnly");
        if (request.Format == DumpFormat.Tar)
            yield return OptionFailures.FormatNotWritten("tar");
    }

    private Connection Resolve()
    {
        var connection = ConnectionResolver.Resolve(request.Connection, environment).WithApplicationName(SessionName.Next(request.Caller));
        reporter.Message(ReportImportance.High, $"{request.Caller} → {connection.Display}");
        return connection;
    }

    /// <summary>
    /// The lowest pg_dump that can read this server and do what is asked, and the filter as it is written for pg_dump. The server is asked
    /// only where that makes a difference: with one pg_dump installed, pg_dump itself says when it is too old.
    /// </summary>
    private async Task<(InstalledTool Tool, ObjectFilter Filter)> DecideAsync(
        ImmutableArray<InstalledTool> installed, DumpCompression? compression, Connection connection)
    {
        var ((needed, reason), filter) = (Needs(compression), request.Filter);
        if (!request.Filter.IsEmpty || request.Connection.WaitForServer > 0 || installed[0].Version.Major != installed[^1].Version.Major)
        {
            (var serverMajor, filter) = await AskServerAsync(connection);
            if (serverMajor > needed)
                (needed, reason) = (serverMajor, ToolSearch.ServerIs(serverMajor));
        }
        return (ToolSearch.Pick(ClientTool.PgDump, installed, needed, reason), filter);
    }

    private (int Major, string Reason) Needs(DumpCompression? compression)
    {
        if (!request.Filter.ExcludeExtensions.IsEmpty)
            return (17, "ExcludeExtensions came with pg_dump 17");
        return compression is { NeedsMethods: true }
            ? (DumpCompression.MethodsSince, $"Compression=\"{request.Compression}\" came with pg_dump {DumpCompression.MethodsSince}")
            : (0, "");
    }

    /// <summary>Asks for its version, as long as it may take to start, and whether the filter's names are there.</summary>
    private async Task<(int Major, ObjectFilter Filter)> AskServerAsync(Connection connection)
    {
        var psql = (await ToolSearch.FindAsync(ClientTool.Psql, request.ToolPath, environment, cancellationToken))[^1];
        var context = request.FailureOf("psql", connection);
        Task<ImmutableArray<string>> Query(string sql) => ConnectFailureDiagnosis.RunAsync(
            connection,
            context,
            () => PsqlQuery.RunAsync(psql, connection, sql, environment, context, cancellationToken),
            cancellationToken);
        var server = await ServerWait.UntilReachedAsync(
            () => Query(AboutServer), TimeSpan.FromSeconds(request.Connection.WaitForServer), reporter, cancellationToken);
        var columns = server[0].Split('\t');
        var filter = request.Filter.Rewrite(pattern => AsciiPattern.Of(pattern, new(columns[1])));
        await NameCheck.RunAsync(request.Filter, filter, Query, connection, reporter);
        return (int.Parse(columns[0], CultureInfo.InvariantCulture) / 10000, filter);
    }
}
