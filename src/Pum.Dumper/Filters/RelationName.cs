namespace Pum.Dumper.Filters;

/// <summary>The name of a table, view, materialized view, foreign table or sequence.</summary>
internal readonly record struct RelationName(string Schema, string Name);
