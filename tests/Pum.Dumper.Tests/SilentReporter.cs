using System.Collections.Concurrent;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Tests;

/// <summary>Keeps the words of an operation to itself; a warning would be a surprise.</summary>
internal sealed class SilentReporter : IReporter
{
    public ConcurrentQueue<(ReportImportance Importance, string Text)> Messages { get; } = new();

    public void Message(ReportImportance importance, string text) => Messages.Enqueue((importance, text));

    public void Warning(PumFailure warning) => Assert.Fail(warning.ToString());
}
