using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring.Running;

/// <summary>Counts the SQL errors of a restore that is to go on after them, and keeps the first few for warnings.</summary>
/// <param name="nameEntry">Names an entry of the archive's table of contents by its number; <see langword="null"/> for a script.</param>
internal sealed partial class IgnoredErrors(Func<int, string?>? nameEntry = null)
{
    private const int Reported = 10;
    private const int LinesOfOne = 20;

    /// <summary>pg_restore's is 1; psql's are 1, 2 and 3 (EXIT_USER in <c>src/bin/psql/settings.h</c>).</summary>
    private const int LastOwnExitCode = 3;

    private readonly List<(string? Entry, List<string> Lines)> _first = [];
    private List<string>? _last;
    private string? _lastError;
    private bool _isStatement;
    private string? _entry;
    private int? _told;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>The first failure that is not a statement's: a lost connection, a full disk, a broken archive.</summary>
    public string? Fatal { get; private set; }

    /// <summary>The first few, each an error line and what belongs to it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> First => [.. _first.Select(error => error.Lines)];

    /// <summary>Takes a line of standard error.</summary>
    public void Add(string line)
    {
        _told = Told().Match(line) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var told)
            ? told
            : null;
        if (ToolError.Parse(line) is not { } error)
        {
            _entry = ToolMessageReader.Entry(line, nameEntry) ?? _entry;
            _isStatement = _isStatement || ToolErrorLines.BeginsStatement(line);
            // If the server ended the session in words that we do not know; an SQLSTATE has said so already.
            if (_lastError is not null
                && !_isStatement
                && LostConnection.IsTellingOfLast(line)
                && ToolError.Parse(_lastError) is { SqlState: null })
                TakeBack();
            else if (_last is { Count: < LinesOfOne })
                _last.Add(line);
            return;
        }

        (_last, _lastError, _isStatement) = (null, null, false);
        if (!error.IsOfStatement)
        {
            Fatal ??= line;
            return;
        }

        _lastError = line;
        if (++Count <= Reported)
            _first.Add((_entry, _last = [line]));
    }

    /// <summary>Takes note that more was done: what was said before was not the tool's last word.</summary>
    public void GoOn() => _told = null;

    /// <summary>
    /// Whether pg_restore finished: then its last line says how many errors it ignored. That total includes lost connections and full
    /// disks. If it equals our count, an apparent extra error was only text inside a name or a row.
    /// </summary>
    public bool WereAll(int exitCode) => exitCode == 0 || (exitCode == 1 && _told is { } told && (Fatal is null || told == Count));

    /// <summary>
    /// The lines that contain the cause of a failed run: from the first error on that must not be ignored. A tool that ended by itself
    /// ended because of its last error; one that was killed, by a signal for instance, printed nothing about that.
    /// </summary>
    public ImmutableArray<string> Cause(ImmutableArray<string> lines, int exitCode) =>
        Fatal is not null ? From(lines.IndexOf(Fatal), Fatal, lines)
        : _lastError is null ? lines
        : exitCode is >= 0 and <= LastOwnExitCode ? From(lines.LastIndexOf(_lastError), _lastError, lines)
        : [];

    /// <summary>Reports the first few, and the number where there were more.</summary>
    /// <param name="places">Where each of <see cref="First"/> is, and the archive's entry where the tool itself does not name it.</param>
    /// <param name="reporter">Where it is said.</param>
    /// <param name="redact">Takes secrets out.</param>
    public void Report(IReadOnlyList<(SourceLocation Place, string? Entry)> places, IReporter reporter, Func<string, string> redact)
    {
        foreach (var ((entry, lines), (place, other)) in _first.Zip(places))
            reporter.Warning(
                RestoreFailures.IgnoredError(redact(ToolMessageReader.Named(entry ?? other, ToolMessageReader.Words(lines[0]))), place));
        if (Count > Reported)
            reporter.Warning(RestoreFailures.IgnoredErrors(Count, places[0].Place.File));
    }

    /// <summary>An error and what follows it; what was said most may not have been kept.</summary>
    private static ImmutableArray<string> From(int index, string error, ImmutableArray<string> lines) =>
        index < 0 ? [error] : lines[index..];

    /// <summary>The last error was not caused by its statement.</summary>
    private void TakeBack()
    {
        Fatal ??= _lastError;
        Count--;
        if (_last is not null)
            _first.RemoveAt(_first.Count - 1);
        (_last, _lastError) = (null, null);
    }

    /// <summary><c>main</c> in <c>src/bin/pg_dump/pg_restore.c</c>.</summary>
    [GeneratedRegex(@"^pg_restore(?:\.exe)?: warning: errors ignored on restore: ([0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Told();
}
