using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>Objects of one kind that a dump needs and the target lacks.</summary>
/// <param name="Names">Their names; at least one.</param>
/// <param name="FirstQuoted">The first name as SQL writes it.</param>
/// <param name="NeededBy">For each, what needs it, line by line.</param>
internal sealed record LackingObjects(ImmutableArray<string> Names, string FirstQuoted, ImmutableArray<string> NeededBy)
{
    /// <summary>How many names one line holds; the details hold all.</summary>
    private const int Shown = 5;

    /// <summary>What is lacking, in words, for instance <c>the role 'app' that the dump needs</c>.</summary>
    public string Some(string kind) =>
        Names.Length == 1 ? $"the {kind} {List(Names)} that the dump needs" : $"{Names.Length} {kind}s that the dump needs: {List(Names)}";

    /// <summary>It or them.</summary>
    public string Them => Names.Length == 1 ? "it" : "them";

    /// <summary>The first few names, on one line.</summary>
    public static string List(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(Shown).Select(name => $"'{OneLine(name)}'")) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");

    /// <summary>A name without what would break the line.</summary>
    public static string OneLine(string name) => string.Concat(name.Select(character => char.IsControl(character) ? ' ' : character));
}
