namespace Pum.Benchmarks.Measuring;

/// <summary>One run of one way.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="ProcessorSeconds">
/// User and system time of the process and of the children that it waited for; on Windows of the process alone.
/// </param>
/// <param name="PeakBytes">
/// The most memory that the process itself held, without its children; 0 where the system does not say (macOS).
/// </param>
/// <param name="OutputBytes">The size of what it wrote, where that matters.</param>
internal sealed record Measurement(double Seconds, double ProcessorSeconds, long PeakBytes, long OutputBytes = 0)
{
    /// <summary>This run and another one after it, as one.</summary>
    public Measurement Then(Measurement next) => new(
        Seconds + next.Seconds,
        ProcessorSeconds + next.ProcessorSeconds,
        Math.Max(PeakBytes, next.PeakBytes),
        OutputBytes + next.OutputBytes);
}
