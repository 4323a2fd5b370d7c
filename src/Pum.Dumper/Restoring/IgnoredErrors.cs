using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Counts the SQL errors of a restore that is to go on after them, and keeps the first few for warnings.</summary>
internal sealed partial class IgnoredErrors
{
    private const int Reported = 10;
    private const int LinesOfOne = 20;

    private readonly List<List<string>> _first = [];
    private List<string>? _last;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>The first failure that is none of SQL: a lost connection, a broken archive.</summary>
    public string? Fatal { get; private set; }

    /// <summary>The first few, each an error line and what belongs to it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> First => _first;

    /// <summary>Takes a line of standard error.</summary>
    public void Add(string line)
    {
        if (!ToolMessageReader.IsError(line))
        {
            if (_last is { Count: < LinesOfOne })
                _last.Add(line);
            return;
        }

        _last = null;
        if (!IsSqlError(line))
            Fatal ??= line;
        else if (++Count <= Reported)
            _first.Add(_last = [line]);
    }

    /// <summary>The lines in which the cause of a failed run stands: from the first error on that was not to be ignored.</summary>
    public ImmutableArray<string> Cause(ImmutableArray<string> lines) =>
        Fatal is null ? lines : [Fatal, .. lines.SkipWhile(line => line != Fatal).Skip(1)];

    /// <summary>Reports the first few, and the number where there were more.</summary>
    /// <param name="places">Where each of <see cref="First"/> is.</param>
    /// <param name="reporter">Where it is said.</param>
    /// <param name="redact">Takes secrets out.</param>
    public void Report(IReadOnlyList<SourceLocation> places, IReporter reporter, Func<string, string> redact)
    {
        foreach (var (lines, place) in _first.Zip(places))
            reporter.Warning(RestoreFailures.IgnoredError(redact(ToolMessageReader.Words(lines[0])), place));
        if (Count > Reported)
            reporter.Warning(RestoreFailures.IgnoredErrors(Count, places[0].File));
    }

    /// <summary>An error that the server gave for a statement, in a session that went on, and that the statement is to blame for.</summary>
    private static bool IsSqlError(string line) => SqlError().IsMatch(line) && !LostSession().IsMatch(line) && !OutOfResources().IsMatch(line);

    [GeneratedRegex("(^|: )ERROR:  |COPY failed for table ", RegexOptions.CultureInvariant)]
    private static partial Regex SqlError();

    /// <summary>Class 53 where psql names it, and the text of the operating system: every further statement fails of it too.</summary>
    [GeneratedRegex("ERROR:  53[0-9]{3}: |No space left on device|Disk quota exceeded", RegexOptions.CultureInvariant)]
    private static partial Regex OutOfResources();

    [GeneratedRegex("server closed the connection|terminating connection|connection to server was lost|no connection to the server", RegexOptions.CultureInvariant)]
    private static partial Regex LostSession();
}
