using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>Turns what a tool said into the failure it means: the first cause, not the last symptom.</summary>
internal static partial class ToolMessageReader
{
    /// <summary>
    /// The failure of a run that ended with a non-zero exit code. The first error decides: what a known text in its line, or in the
    /// lines that belong to it, says; else that line as it stands. Later errors follow from the first, and one of them might be known
    /// where the cause is not: <c>a worker process died unexpectedly</c> stands behind every error of a parallel restore.
    /// </summary>
    public static PumFailure Read(ToolFailureContext context)
    {
        var first = FirstError(context.Lines);
        var words = first.IsEmpty
            ? context.Lines.FirstOrDefault(line => line.Length > 0 && !Progress().IsMatch(line)) ?? context.Lines.FirstOrDefault() ?? Silence(context.ExitCode)
            : Words(first[0]);
        var known = first.Select(line => (Words: Words(line), Failure: Match(line, context))).FirstOrDefault(found => found.Failure is not null);
        var failure = known.Failure ?? (context.Dumping ? DumpFailures.Failed(words, context) : RestoreFailures.Failed(words, context));
        words = known.Words ?? words;

        var redact = context.Redact ?? (text => text);
        var sqlState = SqlState().Match(words);
        return failure with
        {
            Message = redact(failure.Message),
            ExitCode = context.ExitCode,
            SqlState = failure.SqlState ?? (sqlState.Success ? sqlState.Groups[1].Value : null),
            FailingObject = FailingObject(context.Lines) is { } failing ? redact(failing) : null,
            Details = [.. context.Lines.Where(line => !string.IsNullOrWhiteSpace(line) && !Progress().IsMatch(line)).Select(redact)],
        };
    }

    /// <summary>
    /// The first error line and what belongs to it: all up to the next error or word of progress. The death of a worker is only a symptom of
    /// what it said itself, which may come later, or torn: each process writes the parts of its line to the one standard error by itself.
    /// </summary>
    public static ImmutableArray<string> FirstError(ImmutableArray<string> lines)
    {
        var from = lines.SkipWhile(line => !IsError(line) || IsSymptom(line)).ToList();
        if (from.Count == 0 && lines.Any(IsSymptom))
            from = lines.SkipWhile(line => IsSymptom(line) || Progress().IsMatch(line) || !ToolMessages.All.Any(message => message.Pattern.IsMatch(line))).ToList();
        if (from.Count == 0)
            from = lines.SkipWhile(line => !IsError(line)).ToList();
        return [.. from.Take(1), .. from.Skip(1).TakeWhile(line => !IsError(line) && !Progress().IsMatch(line))];
    }

    /// <summary>The failure that one line means, or <see langword="null"/>.</summary>
    public static PumFailure? Match(string line, ToolFailureContext context) =>
        ToolMessages.All.FirstOrDefault(message => message.Pattern.IsMatch(line))?.Make(Words(line), context);

    /// <summary>Whether a line reports an error, by the prefixes of the tools (<c>src/common/logging.c</c>) and of the server.</summary>
    public static bool IsError(string line) => ErrorPrefix().IsMatch(line);

    /// <summary>Whether a line reports an error or names the object at fault, which pg_restore does in the line before.</summary>
    public static bool TellsOfError(string line) => IsError(line) || TocEntry().IsMatch(line);

    /// <summary>The line without the tool's name, its position and the word "error".</summary>
    public static string Words(string line) => DetailPrefix().Replace(ErrorPrefix().Replace(line, ""), "").Trim();

    /// <summary>A program that a signal ended had no time for words; a shell, and .NET, count its number from 128 on.</summary>
    private static string Silence(int exitCode) =>
        exitCode == 128 + 9 ? "it was killed, maybe for want of memory" : exitCode > 128 && !OperatingSystem.IsWindows() ? $"signal {exitCode - 128} ended it" : "nothing was said";

    private static bool IsSymptom(string line) => line.Contains("a worker process died unexpectedly", StringComparison.Ordinal);

    /// <summary>pg_restore names the entry at work before its error: <c>from TOC entry 215; 1259 16386 TABLE film ci</c>.</summary>
    private static string? FailingObject(ImmutableArray<string> lines)
    {
        var entry = lines.Select(line => TocEntry().Match(line)).FirstOrDefault(match => match.Success);
        return entry?.Groups[1].Value;
    }

    [GeneratedRegex(@"^(?:(?:pg_dump|pg_restore|psql)(?:\.exe)?: (?:error|fatal): |psql:.*?:[0-9]+: (?:error: )?(?=\S+:? )(?:(?:ERROR|FATAL|PANIC):  |(?<=error: ))|(?:ERROR|FATAL|PANIC):  )", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorPrefix();

    [GeneratedRegex(@"^(?:pg_dump|pg_restore)(?:\.exe)?: detail: (?:Error message from server: )?", RegexOptions.CultureInvariant)]
    private static partial Regex DetailPrefix();

    [GeneratedRegex(@"^(?:.*?(?:ERROR|FATAL):  )?([0-9A-Z]{5}): ", RegexOptions.CultureInvariant)]
    private static partial Regex SqlState();

    /// <summary>What the tools say of their progress with <c>--verbose</c>: under their name, and neither error nor what belongs to one.</summary>
    [GeneratedRegex(@"^(?:pg_dump|pg_restore)(?:\.exe)?: (?!error:|fatal:|warning:|detail:|hint:|while |from )", RegexOptions.CultureInvariant)]
    private static partial Regex Progress();

    [GeneratedRegex(@"from TOC entry [0-9]+; [0-9]+ [0-9]+ (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TocEntry();
}
