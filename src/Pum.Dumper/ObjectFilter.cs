using System.Collections.Immutable;

namespace Pum.Dumper;

/// <summary>
/// Which schemas, tables and extensions count, by psql's patterns: see
/// <see href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-PATTERNS">Patterns</see>.
/// </summary>
internal sealed record ObjectFilter
{
    /// <summary>Everything counts.</summary>
    public static ObjectFilter None { get; } = new();

    /// <summary>Schemas that count; empty for all.</summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Schemas left out.</summary>
    public ImmutableArray<string> ExcludeSchemas { get; init; } = [];

    /// <summary>Tables that count; empty for all.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    /// <summary>Tables left out.</summary>
    public ImmutableArray<string> ExcludeTables { get; init; } = [];

    /// <summary>Tables whose rows are left out.</summary>
    public ImmutableArray<string> ExcludeTableData { get; init; } = [];

    /// <summary>Extensions left out.</summary>
    public ImmutableArray<string> ExcludeExtensions { get; init; } = [];

    /// <summary>Whether a name without wildcards that matches nothing is an error instead of a warning.</summary>
    public bool StrictNames { get; init; } = true;

    /// <summary>Whether it says nothing, so that everything counts.</summary>
    public bool IsEmpty =>
        Schemas.IsEmpty
            && ExcludeSchemas.IsEmpty
            && Tables.IsEmpty
            && ExcludeTables.IsEmpty
            && ExcludeTableData.IsEmpty
            && ExcludeExtensions.IsEmpty;

    /// <summary>The same filter with each pattern written in another way.</summary>
    public ObjectFilter Rewrite(Func<string, string> pattern)
    {
        return this with
        {
            Schemas = Each(Schemas),
            ExcludeSchemas = Each(ExcludeSchemas),
            Tables = Each(Tables),
            ExcludeTables = Each(ExcludeTables),
            ExcludeTableData = Each(ExcludeTableData),
            ExcludeExtensions = Each(ExcludeExtensions),
        };

        ImmutableArray<string> Each(ImmutableArray<string> patterns) => [.. patterns.Select(pattern)];
    }
}
