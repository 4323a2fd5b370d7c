namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A filter that is given once to the dump and once to the restore.</summary>
/// <param name="Name">What the test is called by.</param>
/// <param name="Filter">The filter.</param>
internal sealed record FilterCase(string Name, ObjectFilter Filter)
{
    /// <summary>What the target has before, in both ways.</summary>
    public string Prepare { get; init; } = "";

    /// <summary>The first major whose pg_dump writes what cannot be restored.</summary>
    public int UnrestorableSince { get; init; } = int.MaxValue;

    /// <summary>The first major whose pg_dump knows the filter.</summary>
    public int KnownSince { get; init; }

    /// <summary>Definitions alone.</summary>
    public bool SchemaOnly { get; init; }

    /// <summary>What the schema <c>app</c>'s tables need when they come alone.</summary>
    private const string App = "CREATE SCHEMA app; CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";

    /// <summary>The cases, on the database of <c>Filters/01-objects.sql</c>.</summary>
    public static IReadOnlyList<FilterCase> All { get; } =
    [
        new("a schema left out", new() { ExcludeSchemas = ["audit"] }),
        new("schemas left out by wildcards", new() { ExcludeSchemas = ["tmp_*", "a?dit"] }),
        new("schemas left out by a regular expression", new() { ExcludeSchemas = ["(audit|tmp_[a-z]+)"] }),
        new("a schema by a back reference", new() { Schemas = [@"a(?)\2"] }),
        new("schemas left out by word boundaries", new() { ExcludeSchemas = [@"\maudit\M", @"tmp_""Two""\y*", @"tmp_one\y"] }),
        new("schemas left out by classes of letters", new() { ExcludeSchemas = ["[[:alpha:]]+dit", @"tmp_\w+", @"tmp_""T""\w+; \w"] }),
        new("a table left out under the database's name", new() { ExcludeTables = ["\"{database}\".AUDIT.detail"] }),
        new("a schema with signs left out", new() { ExcludeSchemas = ["\"tmp_Two; é\""] }),
        new("a schema left out that holds a published table and a partition", new() { ExcludeSchemas = ["alone"] }) { UnrestorableSince = 18 },
        new("public left out", new() { ExcludeSchemas = ["public"] }),
        // pg_restore refreshes materialized views with --schema-only too, which pg_dump does not.
        new("definitions without a schema", new() { ExcludeSchemas = ["audit"], ExcludeTableData = ["app.counts*"] }) { SchemaOnly = true },
        new("a schema", new() { Schemas = ["app"] }),
        new("a schema of types and functions", new() { Schemas = ["shared"] }),
        new("public", new() { Schemas = ["public"] }),
        new("schemas by wildcards", new() { Schemas = ["a*"] }),
        new("schemas without one of them", new() { Schemas = ["a*", "tmp*"], ExcludeSchemas = ["audit", "*é"] }),
        new("a table left out", new() { ExcludeTables = ["audit.detail"] }),
        new("a table of a name without a schema left out", new() { ExcludeTables = ["there"] }),
        new("tables of one name left out", new() { ExcludeTables = ["*.d?tail", "*.scratch"] }),
        new("a table with signs and a line break left out", new() { ExcludeTables = ["\"tmp_Two; é\".\"T\"\" . é $1\nx\""] }),
        new("a table left out that owns a sequence", new() { ExcludeTables = ["app.\"order\"", "app.customers"] }),
        new("a partition left out", new() { ExcludeTables = ["app.measure_2019"] }),
        new("a sequence left out that a table owns", new() { ExcludeTables = ["app.order_id_seq", "app.customer_id_seq", "app.free"] }),
        new("a materialized view left out", new() { ExcludeTables = ["app.counts_of_counts"] }),
        new("a table left out that statistics elsewhere are about", new() { ExcludeTables = ["app.parent", "app.child"] }),
        new("tables of a schema", new() { Tables = ["app.customer", "app.\"order\""] }) { Prepare = App },
        new("a table, whatever is said of schemas", new() { Tables = ["here"], Schemas = ["app"], ExcludeSchemas = ["public"] }),
        new("all tables of a schema", new() { Tables = ["app.*"], ExcludeTables = ["app.child"] }) { Prepare = App },
        new("a sequence", new() { Tables = ["app.free"] }) { Prepare = App },
        new("a sequence that a table owns, without it", new() { Tables = ["app.order_id_seq"] }) { Prepare = App },
        new("a view with its table", new() { Tables = ["ther?", "here"] }),
        new("a partitioned table with its partitions", new() { Tables = ["app.measure*", "alone.m*"] }) { Prepare = App + "; CREATE SCHEMA alone" },
        new("a table without its rows", new() { ExcludeTableData = ["audit.detail"] }),
        new("sequences without their values", new() { ExcludeTableData = ["app.*_id_seq", "app.free"] }),
        new("a materialized view without rows", new() { ExcludeTableData = ["app.counts_of_counts"] }),
        new("partitions without rows", new() { ExcludeTableData = ["*.measure_*"] }),
        new("a partitioned table without rows of its own", new() { ExcludeTableData = ["app.measure"] }),
        new("an extension left out", new() { ExcludeExtensions = ["hst*"] }) { KnownSince = 17 },
        new("several filters at once", new() { Schemas = ["a*"], ExcludeSchemas = ["audit"], ExcludeTables = ["app.child"], ExcludeTableData = ["app.parent", "app.free"] }),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
