using System.Globalization;
using System.Text;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Dumping;

/// <summary>
/// Writes a pattern in ASCII for pg_dump's command line. pg_dump reads the bytes of an argument in the encoding of the dump, which is the
/// database's or the one that <c>--encoding</c> names, and Windows passes arguments in its code page. A name outside ASCII might then match
/// nothing, and what is to be left out would be dumped.
/// </summary>
internal static class AsciiPattern
{
    /// <summary>
    /// The same pattern with each other character as an escape of regular expressions, which works outside double quotes alone.
    /// </summary>
    public static string Of(string pattern, DatabaseEncoding encoding)
    {
        if (Ascii.IsValid(pattern))
            return pattern;
        var result = new StringBuilder();
        var quoted = false;
        // Where a backslash stands that escapes the next character: before an escape it would be a character itself.
        int? backslash = null;
        foreach (var character in pattern.EnumerateRunes())
        {
            if (character.Value == '"')
            {
                quoted = !quoted;
                result.Append('"');
            }
            else if (character.IsAscii)
            {
                backslash = character.Value == '\\' && !quoted && backslash is null ? result.Length : null;
                result.Append((char)character.Value);
            }
            else
            {
                if (backslash is { } place)
                    result.Remove(place, 1);
                backslash = null;
                result.Append(quoted ? "\"" : "").AppendJoin("", encoding.CodesOf(character).Select(Escape)).Append(quoted ? "\"" : "");
            }
        }

        return result.ToString();
    }

    /// <summary>The escape of a character. Without quotes the capital U would be folded to a small one, which takes four digits.</summary>
    private static string Escape(int code) =>
        code < 0x10000 ? @"\u" + code.ToString("x4", CultureInfo.InvariantCulture) : @"\""U""" + code.ToString("x8", CultureInfo.InvariantCulture);
}
