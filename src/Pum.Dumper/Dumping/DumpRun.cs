using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>The run of pg_dump.</summary>
internal sealed record DumpRun(
    DumpRequest Request,
    Connection Connection,
    InstalledTool Tool,
    DumpDestination Destination,
    ImmutableArray<string> Additional,
    IReporter Reporter,
    HostEnvironment Environment)
{
    /// <summary>What a pg_dump says that was built without the method (<c>src/bin/pg_dump/compress_io.c</c>), before it connects.</summary>
    private const string MethodNotBuiltIn = "this build does not support compression with";

    /// <summary>Runs pg_dump; <paramref name="compression"/> is what the user asked for, or <see langword="null"/> for the best there is.</summary>
    /// <exception cref="PumFailureException">pg_dump failed.</exception>
    public async Task RunAsync(DumpCompression? compression, CancellationToken cancellationToken)
    {
        var major = Tool.Version.Major;
        var (exitCode, lines) = await RunOnceAsync(compression ?? DumpCompression.Automatic(major, withZstd: true), cancellationToken);
        if (exitCode != 0 && compression is null && lines.Any(line => line.Contains(MethodNotBuiltIn, StringComparison.Ordinal)))
            (exitCode, lines) = await RunOnceAsync(DumpCompression.Automatic(major, withZstd: false), cancellationToken);
        if (exitCode != 0)
            throw new ToolFailureException(new("pg_dump", exitCode, lines, Connection.Display, Dumping: true, Request.File, Connection.MayNeedEscaping, Connection.Redact));
    }

    private Task<(int ExitCode, ImmutableArray<string> Lines)> RunOnceAsync(DumpCompression compression, CancellationToken cancellationToken)
    {
        var progress = new DumpProgress(Destination.WorkPath, Request.Format);
        var run = new ToolRun
        {
            Program = Tool.Path,
            Arguments = DumpArguments.Make(
                Request, Connection.Conninfo, Connection.Role, Destination.WorkPath, compression, Tool.Version.Major, Request.Jobs ?? System.Environment.ProcessorCount, Additional),
            WorkingDirectory = Environment.BaseDirectory,
            Connection = Connection,
            Reporter = Reporter,
            Caller = Request.Caller,
            Progress = progress.Describe,
            Reword = line => Destination.InWordsOfUser(line, Request.File),
            OnError = progress.Read,
            OnExit = Destination.Dispose,
        };
        return run.RunAsync(cancellationToken);
    }
}
