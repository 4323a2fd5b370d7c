using System.Collections.Concurrent;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>Keeps what an operation says, and asks for no more than a build does by default.</summary>
internal sealed class Reports : IReporter
{
    /// <summary>The messages, in the order in which they came.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>The warnings, in the order in which they came.</summary>
    public ConcurrentQueue<PumFailure> Warnings { get; } = new();

    /// <inheritdoc/>
    public bool Shows(ReportImportance importance) => importance == ReportImportance.High;

    /// <inheritdoc/>
    public void Message(ReportImportance importance, string text) => Messages.Enqueue(text);

    /// <inheritdoc/>
    public void Warning(PumFailure warning) => Warnings.Enqueue(warning);
}
