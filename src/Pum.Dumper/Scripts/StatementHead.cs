using System.Text;

namespace Pum.Dumper.Scripts;

/// <summary>The first tokens of a statement in lower case, parted by single spaces: <c>create unique index concurrently</c>.</summary>
internal static class StatementHead
{
    private const int MaxTokens = 8;
    private const int MaxBytes = 512;

    /// <summary>
    /// Reads the head of the statement that begins <paramref name="text"/>; empty where its first word decides nothing here.
    /// </summary>
    public static string Read(ReadOnlySpan<byte> text)
    {
        var first = 0;
        while (first < text.Length && first < 16 && Bytes.ContinuesWord(text[first]))
            first++;
        if (!Matters(text[..first]))
            return "";
        text = text[..Math.Min(text.Length, MaxBytes)];
        var head = new StringBuilder();
        for (int position = 0, tokens = 0; tokens < MaxTokens; tokens++)
        {
            position = SkipBlanks(text, position);
            if (position == text.Length || text[position] == ';')
                break;
            var end = position + 1;
            if (Bytes.ContinuesWord(text[position]))
                while (end < text.Length && Bytes.ContinuesWord(text[end]))
                    end++;
            else if (text[position] == '\'')
                end = text[end..].IndexOf((byte)'\'') is >= 0 and var quote ? end + quote + 1 : text.Length;
            if (tokens > 0)
                head.Append(' ');
            foreach (var value in text[position..end])
                head.Append((char)(value is >= (byte)'A' and <= (byte)'Z' ? value | 0x20 : value));
            position = end;
        }
        return head.ToString();
    }

    private static bool Matters(ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[16];
        for (var index = 0; index < word.Length; index++)
            lower[index] = (byte)(word[index] | 0x20);
        lower = lower[..word.Length];
        return word.Length switch
        {
            3 => lower.SequenceEqual("end"u8) || lower.SequenceEqual("set"u8),
            4 => lower.SequenceEqual("copy"u8) || lower.SequenceEqual("drop"u8),
            5 => lower.SequenceEqual("close"u8)
                || lower.SequenceEqual("abort"u8)
                || lower.SequenceEqual("alter"u8)
                || lower.SequenceEqual("begin"u8)
                || lower.SequenceEqual("start"u8),
            6 => lower.SequenceEqual("commit"u8) || lower.SequenceEqual("create"u8) || lower.SequenceEqual("vacuum"u8),
            7 => lower.SequenceEqual("cluster"u8)
                || lower.SequenceEqual("discard"u8)
                || lower.SequenceEqual("prepare"u8)
                || lower.SequenceEqual("reindex"u8),
            8 => lower.SequenceEqual("rollback"u8),
            _ => false,
        };
    }

    private static int SkipBlanks(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length)
        {
            if (Bytes.Kind(text[position]) == ByteKind.Space)
                position++;
            else if (text[position..].StartsWith("--"u8))
                position = text[position..].IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var newline ? position + newline : text.Length;
            else if (text[position..].StartsWith("/*"u8))
                position = text[position..].IndexOf("*/"u8) is >= 0 and var end ? position + end + 2 : text.Length;
            else
                break;
        }
        return position;
    }
}
