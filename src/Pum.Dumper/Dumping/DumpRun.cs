using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>The run of pg_dump.</summary>
internal sealed record DumpRun(DumpPlan Plan, DumpDestination Destination, IReporter Reporter, HostEnvironment Environment)
{
    /// <summary>What a pg_dump says that was built without the method (<c>src/bin/pg_dump/compress_io.c</c>), before it connects.</summary>
    private const string MethodNotBuiltIn = "this build does not support compression with";

    /// <summary>Runs pg_dump.</summary>
    /// <exception cref="PumFailureException">pg_dump failed.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => ConnectFailureDiagnosis.RunAsync(
        Plan.Connection,
        Plan.Request.FailureOf(Plan.Request.Caller, Plan.Connection),
        () => LostClientDetection.RunAsync(Plan.Connection, connection => RunAsync(connection, cancellationToken)),
        cancellationToken);

    private async Task RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        foreach (var compression in Plan.Compressions)
        {
            var (exitCode, lines) = await RunOnceAsync(connection, compression, cancellationToken);
            if (exitCode == 0)
            {
                foreach (var (words, hint) in ToolWarnings.Read(lines))
                    Reporter.Warning(DumpFailures.ToolWarns(connection.Redact(words), connection.Redact(hint)));
                return;
            }

            if (compression == Plan.Compressions[^1] || !lines.Any(line => line.Contains(MethodNotBuiltIn, StringComparison.Ordinal)))
                throw new ToolFailureException(FailureOf(connection) with { ExitCode = exitCode, Lines = lines });
        }
    }

    private FailureContext FailureOf(Connection connection) => Plan.Request.FailureOf("pg_dump", connection) with
    {
        TooOld = major => ToolSearch.TooOld(ClientTool.PgDump, [Plan.Tool], major, ToolSearch.ServerIs(major)),
    };

    private Task<(int ExitCode, ImmutableArray<string> Lines)> RunOnceAsync(
        Connection connection, DumpCompression compression, CancellationToken cancellationToken)
    {
        var progress = new DumpProgress(Destination.WorkPath, Plan.Request.Format);
        var run = new ToolRun
        {
            Program = Plan.Tool.Path,
            Arguments = DumpArguments.Make(
                Plan.Request,
                connection.Conninfo,
                connection.Role,
                Destination.WorkPath,
                compression,
                Plan.Tool.Version.Major,
                Plan.Jobs,
                Plan.Additional),
            WorkingDirectory = Environment.BaseDirectory,
            Connection = connection,
            Reporter = Reporter,
            Caller = Plan.Request.Caller,
            Progress = progress.Describe,
            Reword = line => Destination.InWordsOfUser(line, Plan.Request.File),
            OnError = progress.Read,
            OnExit = Destination.Dispose,
        };
        return run.RunAsync(cancellationToken);
    }
}
