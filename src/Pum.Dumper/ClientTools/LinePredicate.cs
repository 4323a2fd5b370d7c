namespace Pum.Dumper.ClientTools;

/// <summary>Whether a line is of some kind, asked before it is made a string.</summary>
/// <param name="line">The line without its end.</param>
internal delegate bool LinePredicate(ReadOnlySpan<char> line);
