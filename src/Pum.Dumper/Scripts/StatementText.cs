using System.Text;

namespace Pum.Dumper.Scripts;

/// <summary>Statements as they were written, for a message: one line of a sensible length.</summary>
internal static class StatementText
{
    private const int MaxLength = 80;

    /// <summary>The first line of the statement that begins <paramref name="text"/>, with an ellipsis where it goes on.</summary>
    public static string FirstLine(ReadOnlySpan<byte> text)
    {
        var end = End(text);
        var goesOn = end < text.Length && text[end] != ';' && text[end..].IndexOfAnyExcept(" \t\r\n\f"u8) >= 0;
        var line = Encoding.UTF8.GetString(text[..end]).TrimEnd();
        return goesOn && line.Length <= MaxLength ? $"{Shorten(line)} …" : Shorten(line);
    }

    /// <summary>Text of a script on one line.</summary>
    public static string Shorten(string text)
    {
        var clean = string.Concat(text.Take(MaxLength).Select(character => char.IsControl(character) ? ' ' : character)).TrimEnd();
        return text.Length > MaxLength ? clean + "…" : clean;
    }

    /// <summary>Where its first line ends, or the statement: a semicolon in quotes or in a comment ends none.</summary>
    private static int End(ReadOnlySpan<byte> text)
    {
        var quote = (byte)0;
        var isComment = false;
        for (var position = 0; position < text.Length; position++)
        {
            var value = text[position];
            if (value == '\n')
                return position;
            if (quote != 0)
                quote = value == quote ? (byte)0 : quote;
            else if (value is (byte)'\'' or (byte)'"')
                quote = value;
            else if (value == ';' && !isComment)
                return position;
            else
                isComment |= text[position..].StartsWith("--"u8);
        }
        return text.Length;
    }
}
