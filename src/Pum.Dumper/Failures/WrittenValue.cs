using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>What a user wrote, where a message repeats it: a connection string in the wrong place may hold a password.</summary>
internal static partial class WrittenValue
{
    /// <summary>The value between quotes as a sentence begins, or <c>A connection string</c>.</summary>
    public static string Quoted(string value) =>
        IsConnectionString(value) || LoginAfterPath().IsMatch(value) ? "A connection string" : $"\"{value}\"";

    /// <summary>
    /// A URI of any kind (people pass those of JDBC too), keywords of which one says a secret, in any grammar, or a password before a host
    /// (<c>me:secret@db</c>).
    /// </summary>
    public static bool IsConnectionString(string text) =>
        text.Contains("://", StringComparison.Ordinal) || SecretKeyword().IsMatch(text) || Login().IsMatch(text);

    [GeneratedRegex(@"(password|passwd|pwd|psw|secret|_key)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretKeyword();

    [GeneratedRegex(@"^[^/\\@]*:[^@]*@", RegexOptions.CultureInvariant)]
    private static partial Regex Login();

    // Where no path is expected.
    [GeneratedRegex("^[^@]*:[^@]+@", RegexOptions.CultureInvariant)]
    private static partial Regex LoginAfterPath();
}
