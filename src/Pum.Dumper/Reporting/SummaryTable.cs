using System.Collections.Immutable;
using System.Globalization;

namespace Pum.Dumper.Reporting;

/// <summary>What one operation did, as a table of one row in GitHub's Markdown.</summary>
/// <param name="Title">The heading: the caller, which no user names.</param>
/// <param name="Columns">What stands where; a column whose value is not known is left out.</param>
internal sealed record SummaryTable(string Title, ImmutableArray<(string Name, string? Value)> Columns)
{
    /// <summary>The lines, after an empty one.</summary>
    public string Markdown
    {
        get
        {
            var known = Columns.Where(column => column.Value is not null).ToList();
            return $"\n### {Title}\n\n| {Join(known.Select(column => column.Name))} |\n| {Join(known.Select(_ => "---"))} |\n"
                + $"| {Join(known.Select(column => Cell(column.Value!)))} |\n";
        }
    }

    /// <summary>A number as people read it; <see langword="null"/> where it is not known.</summary>
    public static string? Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration in seconds.</summary>
    public static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Join(IEnumerable<string> cells) => string.Join(" | ", cells);

    // No character of a value is Markdown, HTML, a link or the end of a cell: a reference to a character stands for nothing but itself
    // (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references). In <code> GitHub sees no @mention either. A code span
    // in backticks would not do: its "\|" and a "\" before it cannot be told apart.
    private static string Cell(string value) => $"<code>{string.Concat(WorkflowCommands.InOneLine(value).Select(letter =>
        char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) && letter is not (' ' or '-')
            ? $"&#{(int)letter};"
            : letter.ToString()))}</code>";
}
