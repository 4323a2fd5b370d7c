using System.Collections.Concurrent;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.ServerTests;

/// <summary>Keeps what an operation says.</summary>
internal sealed class CollectingReporter : IReporter
{
    public ConcurrentQueue<(ReportImportance Importance, string Text)> Messages { get; } = new();

    public ConcurrentQueue<PumFailure> Warnings { get; } = new();

    public void Message(ReportImportance importance, string text) => Messages.Enqueue((importance, text));

    public void Warning(PumFailure warning) => Warnings.Enqueue(warning);
}
