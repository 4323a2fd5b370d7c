using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>The script that pg_restore makes of an archive.</summary>
/// <remarks>
/// pg_restore from 17 on begins each session with <c>SET transaction_timeout = 0</c>, which servers before 17 refuse; as a script it
/// goes through the same guarded transaction as a plain dump, which leaves that line out.
/// </remarks>
internal sealed record ArchiveAsScript(RestoreContext Context, InstalledTool Tool, ImmutableArray<string> What) : ScriptText(Context.Request.File)
{
    /// <inheritdoc/>
    public override async Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken)
    {
        ImmutableArray<string> arguments = [.. What, Path];
        var said = new ToolOutput();
        Context.Reporter.Message(ReportImportance.Low, CommandLine.Display(Tool.Path, arguments));
        var exitCode = await ToolProcess.RunAsync(
            new()
            {
                Program = Tool.Path,
                Arguments = arguments,
                WorkingDirectory = Context.Environment.BaseDirectory,
                ReadOutput = consume,
                OnError = line =>
                {
                    said.Add(line);
                    Context.Reporter.Message(ReportImportance.Low, line);
                },
            },
            cancellationToken);
        if (exitCode != 0)
            throw new PumFailureException(ToolMessageReader.Read(Context.Failure("pg_restore") with { ExitCode = exitCode, Lines = said.Lines }));
    }
}
