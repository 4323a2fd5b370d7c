using System.Globalization;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Scripts;

/// <summary>Where psql and the server say that an error is.</summary>
/// <param name="Line">psql's own line: the last one of the statement, or the line <c>\.</c> after a COPY's rows.</param>
/// <param name="StatementLine">The server's line within what psql sent (<c>LINE 3: …</c>), from 1.</param>
/// <param name="Row">The line within a COPY's rows (<c>COPY film, line 3</c>), from 1.</param>
/// <param name="BodyLine">The line within the body of a DO (<c>inline_code_block line 4</c>), from 1.</param>
internal sealed partial record SqlErrorPlace(long Line, long? StatementLine, long? Row, long? BodyLine)
{
    /// <summary>Reads it from an error and the lines that belong to it; <see langword="null"/> where psql names no line.</summary>
    /// <remarks>psql writes the words LINE and CONTEXT, in English; what follows CONTEXT is the server's, in its own language.</remarks>
    public static SqlErrorPlace? Parse(IReadOnlyList<string> lines) =>
        lines.Count > 0 && Number(PsqlLine(), lines[0]) is { } line
            ? new(line, First(SentLine(), lines), First(CopyLine(), lines), First(BlockLine(), lines))
            : null;

    private static long? First(Regex pattern, IEnumerable<string> lines) =>
        lines.Skip(1).Select(line => Number(pattern, line)).FirstOrDefault(number => number is not null);

    private static long? Number(Regex pattern, string line) =>
        pattern.Match(line) is { Success: true } match ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^psql:<stdin>:([0-9]{1,12}): ", RegexOptions.CultureInvariant)]
    private static partial Regex PsqlLine();

    [GeneratedRegex("^LINE ([0-9]{1,12}): ", RegexOptions.CultureInvariant)]
    private static partial Regex SentLine();

    [GeneratedRegex(@"^(?:CONTEXT:  )?COPY .+?, \p{L}+ ([0-9]{1,12})(?:,|:|$)", RegexOptions.CultureInvariant)]
    private static partial Regex CopyLine();

    [GeneratedRegex("inline_code_block[^0-9]* ([0-9]{1,12})", RegexOptions.CultureInvariant)]
    private static partial Regex BlockLine();
}
