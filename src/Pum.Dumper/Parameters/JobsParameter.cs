using System.Globalization;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Parameters;

/// <summary>A number of parallel workers, or <c>auto</c>.</summary>
internal static class JobsParameter
{
    /// <summary>The number; <see langword="null"/> for <c>auto</c> and where absent.</summary>
    /// <exception cref="PumFailureException">PUM1001: neither a number from 1 on nor <c>auto</c>.</exception>
    public static int? Parse(string? value)
    {
        if (string.IsNullOrEmpty(value) || string.Equals(value, "auto", StringComparison.OrdinalIgnoreCase))
            return null;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) && jobs >= 1
            ? jobs
            : throw new PumFailureException(ParameterFailures.UnknownValue("Jobs", value, "auto or a number from 1 on"));
    }
}
