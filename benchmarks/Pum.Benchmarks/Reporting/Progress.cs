using System.Diagnostics;
using System.Globalization;

namespace Pum.Benchmarks.Reporting;

/// <summary>Says what is being done, and when.</summary>
internal static class Progress
{
    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    public static void Say(string what) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Clock.Elapsed:mm\\:ss} {what} …"));
}
