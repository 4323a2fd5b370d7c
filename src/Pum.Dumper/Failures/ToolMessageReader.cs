using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>Turns what a tool said into the failure it means: the first cause, not the last symptom.</summary>
internal static partial class ToolMessageReader
{
    /// <summary>
    /// The failure of a run that ended with a non-zero exit code. The first error decides: its SQLSTATE where psql prints one, else what a
    /// known text in its lines says, else that line as it is. Later errors follow from the first, and one of them might be known
    /// although the cause is not: <c>a worker process died unexpectedly</c> follows every error of a parallel restore.
    /// </summary>
    public static PumFailure Read(FailureContext context)
    {
        var lines = FirstError(context.Lines);
        var error = lines.IsEmpty ? null : ToolError.Parse(lines[0]);
        var entry = lines.IsEmpty ? null : EntryBefore(context.Lines.IndexOf(lines[0]), context) ?? context.Entry;
        var words = lines.IsEmpty ? Remark(context) : Words(lines[0]);
        var redact = context.Redact ?? (text => text);
        // The tool's words alone: a password that is a word of the sentence around them would be told by its absence.
        var failure = ToolErrorLines.Known(lines, error, text => redact(Named(entry, text)), context)
            ?? (context.Dumping ? DumpFailures.Failed(redact(words), context)
                : RestoreFailures.Failed(redact(Named(entry, words)), context));

        return failure with
        {
            ExitCode = context.ExitCode,
            SqlState = failure.SqlState ?? error?.SqlState,
            FailingObject = entry is null ? null : redact(entry),
            Location = failure.Location ?? (!context.Dumping && error is { IsInDump: true } ? new(context.File) : null),
            Details = [.. context.Lines.Where(line => !string.IsNullOrWhiteSpace(line) && !Progress().IsMatch(line)).Select(redact)],
        };
    }

    /// <summary>
    /// The first error line and what belongs to it: all up to the next error or word of progress. The death of a worker is only a symptom
    /// of what it said itself, which may come later, or torn: each process writes the parts of its line to the one standard error by
    /// itself. So is a worker's lock where another worker lost its connection: pg_dump says the same of a session that is over.
    /// </summary>
    public static ImmutableArray<string> FirstError(ImmutableArray<string> lines)
    {
        var isLost = lines.Any(LostConnection.IsTold);
        var from = lines.SkipWhile(line => !IsError(line) || IsSymptom(line)).ToList();
        if (from.Count == 0 && lines.Any(IsSymptom))
            from = lines
                .SkipWhile(
                    line => IsSymptom(line) || Progress().IsMatch(line) || !ToolMessages.All.Any(message => message.Pattern.IsMatch(line)))
                .ToList();
        if (from.Count == 0)
            from = lines.SkipWhile(line => !IsError(line)).ToList();
        return [.. from.Take(1), .. from.Skip(1).TakeWhile(line => !IsError(line) && !Progress().IsMatch(line))];

        bool IsSymptom(string line) =>
            line.Contains("a worker process died unexpectedly", StringComparison.Ordinal)
                || (isLost && line.Contains(DumpFailures.WorkerLockWords, StringComparison.Ordinal));
    }

    /// <summary>Whether a line reports an error, of the tool or of the server.</summary>
    public static bool IsError(string line) => ToolError.Parse(line) is not null;

    /// <summary>Whether a line reports an error or names the object at fault, which pg_restore does in the line before.</summary>
    public static bool TellsOfError(string line) => IsError(line) || TocEntry().IsMatch(line);

    /// <summary>Whether a line tells of progress alone.</summary>
    public static bool IsProgress(string line) => Progress().IsMatch(line);

    /// <summary>The line without the tool's name, its position and the word "error".</summary>
    public static string Words(string line) => DetailPrefix().Replace(ToolError.Parse(line)?.Words ?? line, "").Trim();

    /// <summary>
    /// The entry of the archive that a line names: pg_restore says it before the first error of each, <c>from TOC entry 215; 1259 16386
    /// TABLE film ci</c>; it does not show where the names end, so they are looked up by the number.
    /// </summary>
    public static string? Entry(string line, Func<int, string?>? nameEntry) =>
        TocEntry().Match(line) is { Success: true } match
            ? (int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? nameEntry?.Invoke(number)
                : null) ?? match.Groups[2].Value
            : null;

    /// <summary>The loss of the connection, where a tool failed in words that may hide one; else <see langword="null"/>.</summary>
    public static PumFailure? HiddenLoss(FailureContext context) =>
        FirstError(context.Lines).FirstOrDefault() is { } line && LostConnection.MayHideBehind(line)
        ? SessionFailures.Lost((context.Redact ?? (text => text))(Words(line)), context)
        : null;

    /// <summary>
    /// What a tool said of its attempt to connect, a line for each address, where that is what it failed of; else nothing.
    /// </summary>
    public static IEnumerable<string> OfConnection(IEnumerable<string> said)
    {
        var lines = said.SkipWhile(line => !IsError(line)).ToList();
        return lines.Count > 0 && ToolError.IsOfConnection(Words(lines[0])) ? lines.TakeWhile((line, at) => at == 0 || !IsError(line)) : [];
    }

    /// <summary>The words of an error with the entry that it belongs to in front.</summary>
    public static string Named(string? entry, string words) => entry is null ? words : $"{entry}: {words}";

    private static string? EntryBefore(int index, FailureContext context) =>
        context.Lines.Take(index).Reverse().Select(line => Entry(line, context.NameEntry)).FirstOrDefault(entry => entry is not null);

    /// <summary>What a tool said that reports no error.</summary>
    private static string Remark(FailureContext context) =>
        context.Lines.FirstOrDefault(line => line.Length > 0 && !Progress().IsMatch(line)) ?? context.Lines.FirstOrDefault()
            ?? Silence(context.ExitCode);

    /// <summary>A program that a signal ended had no time for words; a shell, and .NET, count its number from 128 on.</summary>
    private static string Silence(int exitCode) =>
        exitCode == 128 + 9 ? "it was killed, possibly because memory ran out" : exitCode > 128 && !OperatingSystem.IsWindows() ? $"signal {exitCode - 128} ended it" : "it printed nothing";

    [GeneratedRegex(@"^(?:pg_dump|pg_restore)(?:\.exe)?: (?:detail|error): (?:Error message from server: )?", RegexOptions.CultureInvariant)]
    private static partial Regex DetailPrefix();

    /// <summary>
    /// What the tools say of their progress with <c>--verbose</c>: under their name, and neither error nor what belongs to one.
    /// </summary>
    [GeneratedRegex(@"^(?:pg_dump|pg_restore)(?:\.exe)?: (?!error:|fatal:|warning:|detail:|hint:|while |from )", RegexOptions.CultureInvariant)]
    private static partial Regex Progress();

    [GeneratedRegex(@"from TOC entry ([0-9]+); [0-9]+ [0-9]+ (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TocEntry();
}
