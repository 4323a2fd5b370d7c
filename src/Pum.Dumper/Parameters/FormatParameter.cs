using Pum.Dumper.Failures;

namespace Pum.Dumper.Parameters;

/// <summary>The format of a dump that is to be written, by the long names of <c>pg_dump --format</c>.</summary>
internal static class FormatParameter
{
    /// <summary>The format; custom where absent.</summary>
    /// <exception cref="PumFailureException">PUM1001: no format that is written here.</exception>
    public static DumpFormat Parse(string? value) => value?.ToLowerInvariant() switch
    {
        null or "" or "custom" => DumpFormat.Custom,
        "plain" => DumpFormat.Plain,
        "directory" => DumpFormat.Directory,
        _ => throw new PumFailureException(ParameterFailures.UnknownValue("Format", value, "custom, plain or directory")),
    };

    /// <summary>The name of a format as a user writes it.</summary>
    public static string NameOf(DumpFormat format) => format.ToString().ToLowerInvariant();
}
