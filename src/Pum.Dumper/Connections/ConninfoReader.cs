using System.Collections.Immutable;
using System.Text;

namespace Pum.Dumper.Connections;

/// <summary>
/// Reads and writes libpq's keyword/value strings by the rules of <c>conninfo_parse</c> in fe-connect.c: see
/// <see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE">Keyword/Value Connection
/// Strings</see>.
/// </summary>
internal static class ConninfoReader
{
    /// <summary>Splits a string into pairs, known keywords or not.</summary>
    /// <exception cref="ConnectionFormatException">The string breaks the grammar.</exception>
    public static ImmutableArray<KeywordValue> Read(string conninfo)
    {
        var pairs = ImmutableArray.CreateBuilder<KeywordValue>();
        var at = 0;
        while (true)
        {
            SkipSpace(conninfo, ref at);
            if (at == conninfo.Length)
                return pairs.ToImmutable();
            var start = at;
            while (at < conninfo.Length && conninfo[at] != '=' && !IsSpace(conninfo[at]))
                at++;
            var keyword = conninfo[start..at];
            SkipSpace(conninfo, ref at);
            if (at == conninfo.Length || conninfo[at] != '=')
                throw new ConnectionFormatException($"the word at character {start + 1} is not followed by \"=\"");
            at++;
            SkipSpace(conninfo, ref at);
            pairs.Add(new(keyword, ReadValue(conninfo, ref at), start + 1));
        }
    }

    /// <summary>Writes a pair so that <see cref="Read"/> and every libpq give back the same value.</summary>
    public static string Write(string keyword, string value) => $"{keyword}='{Escape(value)}'";

    /// <summary>Puts a backslash before what ends or escapes a quoted value.</summary>
    public static string Escape(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal);

    /// <summary>What C's <c>isspace</c> counts as space.</summary>
    public static bool IsSpace(char letter) => letter is ' ' or (>= '\t' and <= '\r');

    private static string ReadValue(string conninfo, ref int at)
    {
        var value = new StringBuilder();
        var quote = at;
        var quoted = at < conninfo.Length && conninfo[at] == '\'';
        if (quoted)
            at++;
        while (at < conninfo.Length && (quoted ? conninfo[at] != '\'' : !IsSpace(conninfo[at])))
        {
            if (conninfo[at] == '\\' && ++at == conninfo.Length)
                break;
            value.Append(conninfo[at++]);
        }
        if (quoted && at++ >= conninfo.Length)
            throw new ConnectionFormatException($"the quote at character {quote + 1} is never closed");
        return value.ToString();
    }

    private static void SkipSpace(string conninfo, ref int at)
    {
        while (at < conninfo.Length && IsSpace(conninfo[at]))
            at++;
    }
}
