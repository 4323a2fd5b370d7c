using System.Globalization;

namespace Pum.Benchmarks.Plots;

/// <summary>An axis: which part of its length a value takes, and where it is labelled.</summary>
/// <param name="Least">The value at its beginning.</param>
/// <param name="Most">The value at its end.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal factors.</param>
/// <param name="Ticks">The labelled values.</param>
internal sealed record Scale(double Least, double Most, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    private const int MostTicks = 6;

    /// <summary>From 0 up to a round number that is at least <paramref name="most"/>.</summary>
    public static Scale FromZero(double most)
    {
        var step = RoundSteps(1e-6).First(step => most <= step * MostTicks);
        var count = (int)Math.Max(1, Math.Ceiling(most / step));
        return new(0, count * step, IsLogarithmic: false, [.. Enumerable.Range(0, count + 1).Select(each => each * step)]);
    }

    /// <summary>Factors, between round numbers around the values.</summary>
    public static Scale Factors(double least, double most)
    {
        var steps = RoundSteps(1e-6);
        var first = steps.TakeWhile(step => step <= least).Last();
        var last = steps.First(step => step >= most && step > first);
        var ticks = steps.SkipWhile(step => step < first).TakeWhile(step => step <= last).ToList();
        // With many decades only their beginnings are labelled.
        if (ticks.Count > 2 * MostTicks)
            ticks = [.. ticks.Where(tick => Math.Abs(Math.Log10(tick) - Math.Round(Math.Log10(tick))) < 1e-9)];
        return new(first, last, IsLogarithmic: true, ticks);
    }

    /// <summary>Factors, labelled at the values themselves.</summary>
    public static Scale FactorsAt(IReadOnlyList<double> values) => new(values[0], values[^1], IsLogarithmic: true, values);

    /// <summary>The share of the length, from 0 to 1.</summary>
    public double Share(double value)
    {
        if (Most <= Least)
            return 0.5;
        var (at, from, to) = IsLogarithmic
            ? (Math.Log(Math.Max(value, Least)), Math.Log(Least), Math.Log(Most))
            : (Math.Max(value, Least), Least, Most);
        return (at - from) / (to - from);
    }

    /// <summary>A label.</summary>
    public static string Label(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    // 1, 2 and 5 in each decade.
    private static IEnumerable<double> RoundSteps(double from)
    {
        for (var decade = Math.Log10(from); decade < 12; decade++)
        {
            foreach (var digit in new[] { 1, 2, 5 })
                yield return double.Parse($"{digit}e{decade.ToString("0", CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);
        }
    }
}
