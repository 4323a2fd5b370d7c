using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Counts the SQL errors of a restore that is to go on after them, and keeps the first few for warnings.</summary>
/// <param name="nameEntry">Names an entry of the archive's table of contents by its number; <see langword="null"/> for a script.</param>
internal sealed class IgnoredErrors(Func<int, string?>? nameEntry = null)
{
    private const int Reported = 10;
    private const int LinesOfOne = 20;

    private readonly List<(string? Entry, List<string> Lines)> _first = [];
    private List<string>? _last;
    private string? _lastError;
    private string? _entry;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>The first failure that is none of a statement: a lost connection, a full disk, a broken archive.</summary>
    public string? Fatal { get; private set; }

    /// <summary>The first few, each an error line and what belongs to it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> First => [.. _first.Select(error => error.Lines)];

    /// <summary>Takes a line of standard error.</summary>
    public void Add(string line)
    {
        if (ToolError.Parse(line) is not { } error)
        {
            _entry = ToolMessageReader.Entry(line, nameEntry) ?? _entry;
            // What libpq adds where the server ends a session, in whatever language it said so.
            if (_lastError is not null && ToolError.IsLossByItself(line))
                TakeBack();
            else if (_last is { Count: < LinesOfOne })
                _last.Add(line);
            return;
        }

        (_last, _lastError) = (null, null);
        if (!error.IsOfStatement)
        {
            Fatal ??= line;
            return;
        }

        _lastError = line;
        if (++Count <= Reported)
            _first.Add((_entry, _last = [line]));
    }

    /// <summary>The lines in which the cause of a failed run stands: from the first error on that was not to be ignored.</summary>
    public ImmutableArray<string> Cause(ImmutableArray<string> lines) =>
        Fatal is null ? lines : [Fatal, .. lines.SkipWhile(line => line != Fatal).Skip(1)];

    /// <summary>Reports the first few, and the number where there were more.</summary>
    /// <param name="places">Where each of <see cref="First"/> is, and the archive's entry where the tool itself does not name it.</param>
    /// <param name="reporter">Where it is said.</param>
    /// <param name="redact">Takes secrets out.</param>
    public void Report(IReadOnlyList<(SourceLocation Place, string? Entry)> places, IReporter reporter, Func<string, string> redact)
    {
        foreach (var ((entry, lines), (place, other)) in _first.Zip(places))
            reporter.Warning(RestoreFailures.IgnoredError(redact(ToolMessageReader.Named(entry ?? other, ToolMessageReader.Words(lines[0]))), place));
        if (Count > Reported)
            reporter.Warning(RestoreFailures.IgnoredErrors(Count, places[0].Place.File));
    }

    /// <summary>The last error was none of its statement.</summary>
    private void TakeBack()
    {
        Fatal ??= _lastError;
        Count--;
        if (_last is not null)
            _first.RemoveAt(_first.Count - 1);
        (_last, _lastError) = (null, null);
    }
}
