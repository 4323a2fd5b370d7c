namespace Pum.Benchmarks.Measuring;

/// <summary>One way of doing the same thing, and what its runs took.</summary>
/// <param name="title">What to call it, as Markdown.</param>
/// <param name="measureAsync">Does it once.</param>
internal sealed class Way(string title, Func<Task<Measurement>> measureAsync)
{
    private readonly Series _processorSeconds = new();
    private readonly Series _peakMegabytes = new();

    /// <summary>What to call it, as Markdown.</summary>
    public string Title => title;

    /// <summary>A build that does nothing, where this is one that does something: processor and memory count beyond it.</summary>
    public Way? Beside { get; init; }

    /// <summary>Whether it is this package's.</summary>
    public bool IsOurs => Beside is not null;

    /// <summary>From start to end; of a task, within the running build.</summary>
    public Series Seconds { get; } = new();

    /// <summary>User and system time, of children too; not that of the server.</summary>
    public Series ProcessorSeconds => Beside is null ? _processorSeconds : _processorSeconds.Beyond(Beside._processorSeconds);

    /// <summary>The most memory of the process, in MB (1,000,000 bytes).</summary>
    public Series PeakMegabytes => Beside is null ? _peakMegabytes : _peakMegabytes.Beyond(Beside._peakMegabytes);

    /// <summary>Size of what it wrote, in MB.</summary>
    public Series OutputMegabytes { get; } = new();

    /// <summary>Does it once.</summary>
    /// <param name="counts">Whether the figures are kept.</param>
    public async Task RunAsync(bool counts)
    {
        var measurement = await measureAsync();
        if (!counts)
            return;
        Seconds.Add(measurement.Seconds);
        _processorSeconds.Add(measurement.ProcessorSeconds);
        _peakMegabytes.Add(measurement.PeakBytes / 1e6);
        OutputMegabytes.Add(measurement.OutputBytes / 1e6);
    }
}
