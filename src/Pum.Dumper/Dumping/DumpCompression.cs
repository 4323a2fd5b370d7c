using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Dumping;

/// <summary>How an archive is compressed: a method and a level, or pg_dump's own level where none is said.</summary>
internal sealed partial record DumpCompression(string Method, int? Level)
{
    private static readonly DumpCompression Uncompressed = new("none", null);

    /// <summary>The first major of pg_dump that takes a method besides gzip.</summary>
    public const int MethodsSince = 16;

    /// <summary>Whether the method needs pg_dump 16 or later.</summary>
    public bool NeedsMethods => Method is "lz4" or "zstd";

    /// <summary>
    /// What was asked for; <see langword="null"/> leaves it to <see cref="Automatic"/>. Plain dumps are never compressed.
    /// </summary>
    /// <exception cref="PumFailureException">PUM1001.</exception>
    public static DumpCompression? Parse(string text, DumpFormat format)
    {
        var match = Grammar().Match(text);
        if (!match.Success)
            throw new PumFailureException(OptionFailures.Compression(text));
        var method = match.Groups["method"].Value;
        int? level = match.Groups["level"] is { Success: true } digits ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : null;
        if (level > HighestLevel(method) || (level == 0 && method != "gzip"))
            throw new PumFailureException(OptionFailures.Compression(text));
        if (method == "none" || (format == DumpFormat.Plain && method == "auto"))
            return Uncompressed;
        if (format == DumpFormat.Plain)
            throw new PumFailureException(OptionFailures.CompressionOfPlain(text));
        return method == "auto" ? null : new(method, level);
    }

    /// <summary>
    /// zstd's first level where the client has methods: a fifth of the time of pg_dump's own default, and smaller. Before that
    /// gzip's first level, 0.4 of the time at 1.1 of the size.
    /// </summary>
    public static ImmutableArray<DumpCompression> Automatic(int clientMajor) =>
        clientMajor >= MethodsSince ? [new("zstd", 1), new("gzip", 1)] : [new("gzip", 1)];

    /// <summary>The value of <c>--compress</c>, which before 16 is a gzip level and nothing else.</summary>
    public string Argument(int clientMajor) => clientMajor < MethodsSince
        ? Method == "none" ? "0" : (Level ?? 6).ToString(CultureInfo.InvariantCulture)
        : Level is null ? Method : string.Create(CultureInfo.InvariantCulture, $"{Method}:{Level}");

    private static int HighestLevel(string method) => method switch { "gzip" => 9, "lz4" => 12, "zstd" => 22, _ => -1 };

    [GeneratedRegex("^(?<method>auto|none|gzip|lz4|zstd)(:(?<level>[0-9]{1,2}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
