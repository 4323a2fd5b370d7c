using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Counts the SQL errors of a restore that is to go on after them, and reports the first few as warnings.</summary>
internal sealed partial class IgnoredErrors(string file, IReporter reporter, Func<string, string> redact)
{
    private const int Reported = 10;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>The first failure that is none of SQL: a lost connection, a broken archive.</summary>
    public string? Fatal { get; private set; }

    /// <summary>Takes a line of standard error.</summary>
    public void Add(string line)
    {
        if (!ToolMessageReader.IsError(line))
            return;
        if (!IsSqlError(line))
        {
            Fatal ??= line;
            return;
        }

        if (++Count <= Reported)
            reporter.Warning(RestoreFailures.IgnoredError(redact(ToolMessageReader.Words(line)), file));
    }

    /// <summary>The lines in which the cause of a failed run stands: from the first error on that was not to be ignored.</summary>
    public ImmutableArray<string> Cause(ImmutableArray<string> lines) =>
        Fatal is null ? lines : [Fatal, .. lines.SkipWhile(line => line != Fatal).Skip(1)];

    /// <summary>Reports the number, where not each error was reported.</summary>
    public void Finish()
    {
        if (Count > Reported)
            reporter.Warning(RestoreFailures.IgnoredErrors(Count, file));
    }

    /// <summary>An error that the server gave for a statement, in a session that went on.</summary>
    private static bool IsSqlError(string line) => SqlError().IsMatch(line) && !LostSession().IsMatch(line);

    [GeneratedRegex("(^|: )ERROR:  |COPY failed for table ", RegexOptions.CultureInvariant)]
    private static partial Regex SqlError();

    [GeneratedRegex("server closed the connection|terminating connection|connection to server was lost|no connection to the server", RegexOptions.CultureInvariant)]
    private static partial Regex LostSession();
}
