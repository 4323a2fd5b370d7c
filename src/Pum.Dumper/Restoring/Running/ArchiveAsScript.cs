using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Running;

/// <summary>The script that pg_restore makes of an archive.</summary>
/// <remarks>
/// pg_restore from 17 on begins each session with <c>SET transaction_timeout = 0</c>, which servers before 17 refuse; as a script it
/// goes through the same guarded transaction as a plain dump, which leaves that line out.
/// </remarks>
/// <param name="Context">What every step knows.</param>
/// <param name="File">The archive.</param>
/// <param name="Tool">pg_restore.</param>
/// <param name="What">Its arguments but the archive; <c>--verbose</c> among them, for the comments that name the entries.</param>
/// <param name="NameEntry">Names an entry by its number.</param>
internal sealed partial record ArchiveAsScript(
    RestoreContext Context, DumpFile File, InstalledTool Tool, ImmutableArray<string> What, Func<int, string?> NameEntry)
    : ScriptText(File.Path)
{
    /// <inheritdoc/>
    public override async Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken)
    {
        var run = new ToolRun
        {
            Program = Tool.Path,
            Arguments = [.. What, File.ReadPath],
            WorkingDirectory = Context.Environment.BaseDirectory,
            Reporter = Context.Reporter,
            ReadOutput = consume,
            // pg_restore says "creating TABLE" when it only writes the statement for it.
            IsShown = line => !ToolMessageReader.IsProgress(line),
        };
        var (exitCode, lines) = await run.RunAsync(cancellationToken);
        if (exitCode != 0)
            throw new ToolFailureException(Context.Failure("pg_restore") with { ExitCode = exitCode, Lines = lines });
    }

    /// <inheritdoc/>
    public override async Task<ImmutableArray<(SourceLocation Place, string? Entry)>> FindAsync(
        ImmutableArray<SqlErrorPlace> places, CancellationToken cancellationToken)
    {
        var numbers = new int?[places.Length];
        await ReadAsync(
            (script, token) =>
            {
                using var reader = new LineReader(script, Encoding.UTF8);
                int? entry = null;
                for (var line = 1L; reader.ReadLine() is { } text; line++)
                {
                    token.ThrowIfCancellationRequested();
                    if (EntryComment().Match(text) is { Success: true } match)
                        entry = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                    for (var at = 0; at < numbers.Length; at++)
                    {
                        if (places[at].Line == line)
                            numbers[at] = entry;
                    }
                }

                return Task.CompletedTask;
            },
            cancellationToken);
        return [.. numbers.Select(number => (new SourceLocation(Path), number is { } known ? NameEntry(known) : null))];
    }

    /// <summary><c>_printTocEntry</c> in src/bin/pg_dump/pg_backup_archiver.c.</summary>
    [GeneratedRegex(@"^-- TOC entry ([0-9]{1,9}) \(class ", RegexOptions.CultureInvariant)]
    private static partial Regex EntryComment();
}
