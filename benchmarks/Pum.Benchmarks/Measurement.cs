namespace Pum.Benchmarks;

/// <summary>One run of one process.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="PeakBytes">
/// The most memory that the process itself held, without its children; 0 where the system does not say (macOS).
/// </param>
internal sealed record Measurement(double Seconds, long PeakBytes);
