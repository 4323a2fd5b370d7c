namespace Pum.Dumper.Connections;

/// <summary>A keyword and its value as written, before libpq's list is consulted.</summary>
/// <param name="Keyword">The keyword.</param>
/// <param name="Value">The value, quotes and escapes undone.</param>
/// <param name="Position">Where the keyword is in the string, counted from 1.</param>
internal readonly record struct KeywordValue(string Keyword, string Value, int Position);
