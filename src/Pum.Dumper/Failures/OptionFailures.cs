namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about values that are handed to the client tools: PUM1001.</summary>
internal static class OptionFailures
{
    private const string NoSuchValue = "PUM1001";

    public static PumFailure OwnedOption(string word, string instead) => new()
    {
        Code = NoSuchValue,
        Message = $"AdditionalOptions holds '{word}', which the task decides itself.",
        Advice = instead,
    };

    public static PumFailure OpenQuote(string text, char quote) => new()
    {
        Code = NoSuchValue,
        Message = $"AdditionalOptions ends inside a quote ({quote}): {text}",
        Advice = "Close the quote, or write a backslash before one that is meant literally.",
    };

    public static PumFailure NoValue(string word) => new()
    {
        Code = NoSuchValue,
        Message = $"AdditionalOptions ends with '{word}', which lacks its value.",
        Advice = "Give the value, or leave the option out.",
    };

    public static PumFailure Compression(string value) => new()
    {
        Code = NoSuchValue,
        Message = $"Compression is '{value}', which is no method of pg_dump.",
        Advice = "Write auto, none, or gzip, lz4 or zstd, with ':' and a level behind it where wanted (gzip 1 to 9, lz4 1 to 12, zstd 1 to 22).",
    };

    public static PumFailure CompressionOfPlain(string value) => new()
    {
        Code = NoSuchValue,
        Message = $"Compression is '{value}', but a plain dump is a script to read and is written as it is.",
        Advice = "Leave Compression out, or use Format=\"custom\".",
    };

    public static PumFailure ExcludesEachOther(string first, string second) => new()
    {
        Code = NoSuchValue,
        Message = $"{first} and {second} do not go together.",
        Advice = "Set one of them.",
    };

    public static PumFailure FormatNotWritten(string format) => new()
    {
        Code = NoSuchValue,
        Message = $"Format is '{format}', which is read but not written.",
        Advice = "Write custom, plain or directory.",
    };

    public static PumFailure OnlyForArchives(string parameter) => new()
    {
        Code = NoSuchValue,
        Message = $"{parameter} is for archives; this dump is a plain script, which holds what it was made with.",
        Advice = $"Leave {parameter} out, or make the dump with Format=\"custom\".",
    };

    public static PumFailure JobsInOneTransaction(int jobs) => new()
    {
        Code = NoSuchValue,
        Message = $"Jobs is {jobs}, but a restore into an existing database is one transaction, and a transaction belongs to one session.",
        Advice = $"Leave Jobs out, or set {ReplaceFailures.WaysOut}.",
    };
}
