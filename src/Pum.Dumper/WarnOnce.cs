using System.Collections.Concurrent;
using Pum.Dumper.Failures;

namespace Pum.Dumper;

/// <summary>Reports the same warning once, though an operation that begins again comes upon it again.</summary>
internal sealed class WarnOnce(IReporter reporter) : IReporter
{
    private readonly ConcurrentDictionary<string, bool> _said = [];

    /// <inheritdoc/>
    public void Message(ReportImportance importance, string text) => reporter.Message(importance, text);

    /// <inheritdoc/>
    public void Warning(PumFailure warning)
    {
        if (_said.TryAdd(warning.ToString(), true))
            reporter.Warning(warning);
    }
}
