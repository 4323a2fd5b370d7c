namespace Pum.Dumper.Scripts;

/// <summary>
/// psql's commands that mean another thing in a file than on its standard input: <c>exec_command_quit</c> and
/// <c>exec_command_include</c> in src/bin/psql/command.c.
/// </summary>
internal static class TrustedCommand
{
    /// <summary>The name of a command that begins a text, without its backslash.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text)
    {
        var name = text[1..];
        return name.IndexOfAny(" \t\r\f\\"u8) is >= 0 and var end ? name[..end] : name;
    }

    /// <summary>By how much it changes the number of <c>\if</c> that are open.</summary>
    public static int Nesting(ReadOnlySpan<byte> name) => name.SequenceEqual("if"u8) ? 1 : name.SequenceEqual("endif"u8) ? -1 : 0;

    /// <summary>Whether it ends the script.</summary>
    public static bool Quits(ReadOnlySpan<byte> name) => name.SequenceEqual("q"u8) || name.SequenceEqual("quit"u8);

    /// <summary>
    /// Where the path begins that a command includes relative to the file that it is in; negative where it includes none, an absolute one,
    /// or one that psql makes up (a variable, the output of a program).
    /// </summary>
    public static int RelativePath(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (!name.SequenceEqual("ir"u8) && !name.SequenceEqual("include_relative"u8))
            return -1;
        var start = 1 + name.Length;
        while (start < text.Length && text[start] is (byte)' ' or (byte)'\t')
            start++;
        if (start < text.Length && text[start] == '\'')
            start++;
        var path = text[start..];
        return path.IsEmpty || path[0] is (byte)'/' or (byte)':' or (byte)'`' or (byte)'~' or (byte)'\\' || IsDrive(path) ? -1 : start;
    }

    /// <summary>The folder of a script, as psql reads it in front of a path: a part in quotes goes on in the text after it.</summary>
    public static string Folder(string script, bool isInQuotes)
    {
        var folder = (Path.GetDirectoryName(script) + "/")
            .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        return isInQuotes ? folder : $"'{folder}'";
    }

    private static bool IsDrive(ReadOnlySpan<byte> path) => path.Length > 1 && path[1] == ':' && char.IsAsciiLetter((char)path[0]);
}
