namespace Pum.Testing.Benchmarks;

/// <summary>What processes of one kind took until they were ready.</summary>
/// <param name="Elapsed">From their start.</param>
/// <param name="Processor">Of the processors.</param>
internal sealed record ProcessTimes(Series Elapsed, Series Processor)
{
    public void Add(ChildProcess process)
    {
        Elapsed.Add(process.Milliseconds);
        Processor.Add(process.ProcessorMilliseconds);
    }
}
