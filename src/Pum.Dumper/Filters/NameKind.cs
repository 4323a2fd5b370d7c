namespace Pum.Dumper.Filters;

/// <summary>What a pattern's names are names of.</summary>
internal enum NameKind
{
    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A table, or what has rows or columns like one: a view, a materialized view, a foreign table, a sequence.</summary>
    Relation,

    /// <summary>An extension.</summary>
    Extension,
}
