namespace Pum.Dumper.ClientTools;

/// <summary>Takes a line of a certain kind before it is made a string.</summary>
/// <param name="line">The line without its end.</param>
/// <returns>Whether it took the line; if not, it did nothing.</returns>
internal delegate bool LineTaker(ReadOnlySpan<char> line);
