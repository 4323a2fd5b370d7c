using System.Collections.Concurrent;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.ServerTests;

/// <summary>Keeps what an operation says.</summary>
internal sealed class CollectingReporter : IReporter
{
    public ConcurrentQueue<(ReportImportance Importance, string Text)> Messages { get; } = new();

    public ConcurrentQueue<PumFailure> Warnings { get; } = new();

    /// <summary>Whether it shows no more than a build does by default: the lines of a tool's progress are then read and not kept.</summary>
    public bool IsQuiet { get; init; }

    public bool Shows(ReportImportance importance) => !IsQuiet || importance == ReportImportance.High;

    public void Message(ReportImportance importance, string text) => Messages.Enqueue((importance, text));

    public void Warning(PumFailure warning) => Warnings.Enqueue(warning);
}
