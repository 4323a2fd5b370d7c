using System.Diagnostics;

namespace Pum.Testing.Benchmarks;

/// <summary>Measures.</summary>
internal static class Clock
{
    public static async Task TimeAsync(Series series, Func<Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        series.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public static async Task<T> TimeAsync<T>(Series series, Func<Task<T>> act)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await act();
        series.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return result;
    }
}
