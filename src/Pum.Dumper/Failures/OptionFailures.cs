namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about values that are handed to the client tools: PUM1001.</summary>
internal static class OptionFailures
{
    public static PumFailure OwnedOption(string word, string instead) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"AdditionalOptions holds '{word}', which may not be set there.",
        Advice = instead,
    };

    public static PumFailure OpenQuote(string text, char quote) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"AdditionalOptions ends inside a quote ({quote}): {text}",
        Advice = "Close the quote, or write a backslash before one that is meant literally.",
    };

    public static PumFailure NoValue(string word) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"AdditionalOptions ends with '{word}', which lacks its value.",
        Advice = "Give the value, or leave the option out.",
    };

    public static PumFailure Compression(string value) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{WrittenValue.Quoted(value)} is not a valid value for Compression.",
        Advice = "Use auto, none, gzip, lz4 or zstd; the last three may take a level (gzip:1 to 9, lz4:1 to 12, zstd:1 to 22).",
    };

    public static PumFailure CompressionOfPlain(string value) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"Compression is '{value}', but a plain dump is a readable script, which is not compressed.",
        Advice = "Leave Compression out, or use Format=\"custom\".",
    };

    public static PumFailure ExcludesEachOther(string first, string second) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{first} and {second} cannot be used together.",
        Advice = "Set only one of them.",
    };

    public static PumFailure FormatNotWritten(string format) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"Format is '{format}', which can be restored but not written.",
        Advice = "Use custom, plain or directory.",
    };

    public static PumFailure OnlyForArchives(string parameter) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} is for archives; this dump is a plain script, which is restored as it was made.",
        Advice = $"Leave {parameter} out, or make the dump with Format=\"custom\".",
    };

    public static PumFailure JobsInOneTransaction(int jobs) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"Jobs is {jobs}, but a restore into an existing database is one transaction, and a transaction belongs to one session.",
        Advice = $"Leave Jobs out, or set {ReplaceFailures.WaysOut}.",
    };
}
