using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Parameters;

/// <summary>
/// A duration: a number of the parameter's own unit, or a number with one of the units of PostgreSQL's settings
/// (<see href="https://www.postgresql.org/docs/current/config-setting.html">Setting Parameters</see>).
/// </summary>
internal static partial class DurationParameter
{
    /// <summary>A duration whose plain numbers are milliseconds; <see langword="null"/> where absent.</summary>
    public static int? Milliseconds(string parameter, string? value) => Parse(parameter, value, 1, "milliseconds");

    /// <summary>A duration whose plain numbers are seconds, rounded up to whole ones; <see langword="null"/> where absent.</summary>
    public static int? Seconds(string parameter, string? value) =>
        Parse(parameter, value, 1000, "seconds") is { } milliseconds ? (int)Math.Ceiling(milliseconds / 1000m) : null;

    /// <summary>A duration as people read it: with its unit, also where the user left that out.</summary>
    public static string Display(string value, string unit) =>
        char.IsAsciiDigit(value.Trim()[^1]) ? $"{value.Trim()} {unit}" : value.Trim();

    private static int? Parse(string parameter, string? value, int unit, string unitName)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        var match = Duration().Match(value);
        if (!match.Success || !decimal.TryParse(
            match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            throw new PumFailureException(ParameterFailures.NoDuration(parameter, value, unitName));
        decimal factor = match.Groups["unit"].Value switch
        {
            "ms" => 1,
            "s" => 1000,
            "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => unit,
        };
        // Timers of .NET count milliseconds in an int, and so does PostgreSQL's lock_timeout.
        return number <= int.MaxValue / factor
            ? (int)Math.Ceiling(number * factor)
            : throw new PumFailureException(ParameterFailures.DurationTooLong(parameter, value));
    }

    [GeneratedRegex(@"^\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>ms|s|min|h|d)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
