using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>Finds the table of an index, a constraint, a default, a trigger, a rule or a policy.</summary>
/// <remarks>
/// The statement that drops it says so exactly. The tag (<c>film film_pkey</c>) is ambiguous where names hold spaces, and the
/// dependencies name other tables too: those that a foreign key refers to, that a policy reads.
/// </remarks>
internal static partial class OwnTable
{
    private const string Identifier = """(?:"(?:[^"]|"")*"|[^\s".;(]+)""";
    private const string Table = $@"(?:(?<schema>{Identifier})\.)?(?<table>{Identifier})";

    /// <summary>The table, or <see langword="null"/> where the entry's statements name none.</summary>
    public static RelationName? Of(ArchiveEntry entry)
    {
        var match = entry.Description switch
        {
            "INDEX" => InIndex().Match(entry.Statements.Definition),
            "CONSTRAINT" or "FK CONSTRAINT" or "CHECK CONSTRAINT" or "DEFAULT" or "TRIGGER" or "RULE" or "POLICY" => InDrop().Match(entry.Statements.Drop),
            _ => Match.Empty,
        };
        if (!match.Success)
            return null;
        return new(match.Groups["schema"].Success ? Unquote(match.Groups["schema"].Value) : entry.Namespace
            ?? "", Unquote(match.Groups["table"].Value));
    }

    /// <summary>A name without the quotes that SQL may need.</summary>
    public static string Unquote(string identifier) =>
        identifier is ['"', .., '"'] ? identifier[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : identifier;

    [GeneratedRegex($@"^(?:ALTER (?:FOREIGN )?TABLE (?:IF EXISTS )?(?:ONLY )?|DROP (?:TRIGGER|RULE|POLICY) (?:IF EXISTS )?{Identifier} ON ){Table}(?=[\s;])", RegexOptions.CultureInvariant)]
    private static partial Regex InDrop();

    [GeneratedRegex($@"^CREATE (?:UNIQUE )?INDEX {Identifier} ON (?:ONLY )?{Table} USING ", RegexOptions.CultureInvariant)]
    private static partial Regex InIndex();
}
