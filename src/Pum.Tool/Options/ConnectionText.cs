using System.Text.RegularExpressions;
using Pum.Dumper.Connections;

namespace Pum.Tool.Options;

/// <summary>Connection strings in places where they do not belong: they may hold a password, so that nothing repeats them.</summary>
internal static partial class ConnectionText
{
    /// <summary>Whether it is a connection string, where a connection string or a service is expected.</summary>
    public static bool IsNoService(string text) =>
        text.Any(letter => letter is '=' or ':' or '/' or '@' or ';' || char.IsWhiteSpace(letter));

    /// <summary>
    /// Whether it is a connection string, where the name of a file is expected: a URI of any kind, keywords in any grammar that begin with
    /// one of libpq or hold a secret, or a user with a password. A path that begins with a folder is none.
    /// </summary>
    public static bool IsInsteadOfFile(string text) =>
        !Path.IsPathRooted(text)
        && !Folder().IsMatch(text)
        && (ConnectionNames.IsConnectionString(text) || HoldsLogin(text) || Keyword().IsMatch(text));

    /// <summary>Whether it is a user with a password before a host.</summary>
    public static bool HoldsLogin(string text) => Login().IsMatch(text);

    [GeneratedRegex(@"^\.{1,2}[/\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Folder();

    [GeneratedRegex(@"^[^/\\@]+:[^@]*@", RegexOptions.CultureInvariant)]
    private static partial Regex Login();

    [GeneratedRegex(
        @"^\s*(host|hostaddr|port|dbname|user|service|server|data source|database|username|user id|sslmode)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Keyword();
}
