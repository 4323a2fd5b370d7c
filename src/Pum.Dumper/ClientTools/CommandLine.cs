using System.Collections.Immutable;

namespace Pum.Dumper.ClientTools;

/// <summary>A command as people would type it.</summary>
internal static class CommandLine
{
    /// <summary>The program and its arguments, in quotes where a shell would need them.</summary>
    public static string Display(string program, ImmutableArray<string> arguments) =>
        string.Join(' ', arguments.Prepend(program).Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_=./:,+@%\\".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
