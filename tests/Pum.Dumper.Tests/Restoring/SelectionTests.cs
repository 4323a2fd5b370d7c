using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Selection;
using Pum.Dumper.Tests.Filters;

namespace Pum.Dumper.Tests.Restoring;

/// <summary>What filters take of a small table of contents, entry by entry.</summary>
[TestClass]
public sealed class SelectionTests
{
    private static readonly ImmutableArray<ArchiveEntry> Entries =
    [
        Entry(1, "ENCODING", null, "ENCODING"),
        Entry(2, "SCHEMA", null, "app"),
        Entry(3, "COMMENT", null, "SCHEMA app", 2),
        Entry(4, "EXTENSION", null, "citext"),
        Entry(5, "COMMENT", null, "EXTENSION citext", 4),
        Entry(6, "FUNCTION", "app", "f(integer)", 2),
        // Names in which a tag cannot be split by eye.
        Entry(10, "TABLE", "app", "a", 2),
        Entry(11, "TABLE", "app", "a b", 2, 4),
        Entry(12, "TABLE DATA", "app", "a", 10),
        Entry(13, "TABLE DATA", "app", "a b", 11),
        Entry(14, "CONSTRAINT", "app", "a b c", 10) with { Statements = Statements(drop: "ALTER TABLE ONLY app.a DROP CONSTRAINT \"b c\";\n") },
        Entry(15, "CONSTRAINT", "app", "a b c", 11) with { Statements = Statements(drop: "ALTER TABLE ONLY app.\"a b\" DROP CONSTRAINT c;\n") },
        Entry(16, "FK CONSTRAINT", "app", "a b fk", 14, 10, 11) with { Statements = Statements(drop: "ALTER TABLE IF EXISTS ONLY app.\"a b\" DROP CONSTRAINT fk;\n") },
        Entry(17, "INDEX", "app", "i", 10) with { Statements = Statements("CREATE UNIQUE INDEX i ON ONLY app.a USING btree (x);\n") },
        Entry(18, "TRIGGER", "app", "a t", 6, 10) with { Statements = Statements(drop: "DROP TRIGGER t ON app.a;\n") },
        Entry(19, "COMMENT", "app", "TRIGGER t ON a", 18),
        Entry(20, "SEQUENCE", "app", "a_id_seq", 10, 2) with { Statements = Statements("CREATE SEQUENCE app.a_id_seq;\n") },
        Entry(21, "SEQUENCE OWNED BY", "app", "a_id_seq", 20),
        Entry(22, "SEQUENCE SET", "app", "a_id_seq", 20),
        Entry(23, "DEFAULT", "app", "a id", 20, 10) with { Statements = Statements(drop: "ALTER TABLE app.a ALTER COLUMN id DROP DEFAULT;\n") },
        Entry(24, "SEQUENCE", "app", "b_id_seq", 11, 2) with { Statements = Statements("ALTER TABLE app.\"a b\" ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (\n") },
        Entry(25, "SEQUENCE SET", "app", "b_id_seq", 24),
        // A partition, and a view in two steps.
        Entry(30, "TABLE", "public", "part", 10),
        Entry(31, "TABLE ATTACH", "public", "part", 30, 10),
        Entry(32, "INDEX", "public", "part_i", 30, 17) with { Statements = Statements("CREATE UNIQUE INDEX part_i ON public.part USING btree (x);\n") },
        Entry(33, "INDEX ATTACH", "public", "part_i", 32, 17, 30, 10),
        Entry(34, "VIEW", "public", "v"),
        Entry(35, "RULE", "public", "v _RETURN", 14, 10, 34) with { Statements = Statements(drop: "CREATE OR REPLACE VIEW public.v AS\nSELECT NULL::integer AS id;\n") },
        Entry(36, "MATERIALIZED VIEW", "public", "m", 34),
        Entry(37, "MATERIALIZED VIEW DATA", "public", "m", 36),
        Entry(38, "STATISTICS DATA", "public", "m", 36, 37),
        // What is in no schema.
        Entry(40, "PUBLICATION", null, "p"),
        Entry(41, "PUBLICATION TABLE", "app", "p a", 10, 40),
        Entry(42, "BLOB", null, "4711"),
        Entry(43, "SERVER", null, "s", 4),
        Entry(44, "USER MAPPING", null, "USER MAPPING PUBLIC SERVER s"),
        Entry(45, "DEFAULT ACL", "app", "DEFAULT PRIVILEGES FOR TABLES", 2),
        Entry(46, "DEFAULT ACL", null, "DEFAULT PRIVILEGES FOR SEQUENCES"),
        // What is said about something that the archive does not make.
        Entry(50, "ACL", null, "SCHEMA public", 900),
        Entry(51, "ACL", "public", "FUNCTION member_of_an_extension()", 901),
    ];

    [TestMethod]
    public void Schemas_take_what_is_in_them_alone() =>
        Assert.AreEqual("1 2 3 6 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 45", Kept(new() { Schemas = ["app"] }));

    [TestMethod]
    public void An_excluded_schema_goes_with_its_partitions_parents_and_comments() =>
        Assert.AreEqual("2 3 6 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 31 33 34 35 36 37 38 41 45", Left(
            new() { ExcludeSchemas = ["app"] }, excludeDependents: true));

    [TestMethod]
    public void The_privileges_of_public_follow_it() =>
        Assert.AreEqual("30 31 32 33 34 35 36 37 38 50 51", Left(new() { ExcludeSchemas = ["public"] }));

    [TestMethod]
    [DataRow("gone")]
    [DataRow("go*")]
    public void What_is_said_of_a_schema_that_is_not_in_the_archive_follows_it_too(string pattern)
    {
        ImmutableArray<ArchiveEntry> entries = [Entry(1, "ACL", null, "SCHEMA gone", 900), Entry(2, "ACL", null, "SCHEMA here", 901), Entry(
            3, "TABLE", "public", "t")];
        Assert.AreEqual("2 3", string.Join(' ', Filter(new() { ExcludeSchemas = [pattern], StrictNames = false }, entries: entries).Select([], []).Kept.Select(entry => entry.DumpId)));
    }

    [TestMethod]
    public void A_table_comes_with_what_belongs_to_it() =>
        Assert.AreEqual("1 10 12 14 17 18 19 20 21 22 23", Kept(new() { Tables = ["app.a"] }));

    [TestMethod]
    public void The_names_of_tables_are_told_apart() =>
        Assert.AreEqual("11 13 15 16 24 25", Left(new() { ExcludeTables = ["app.\"a b\""] }));

    [TestMethod]
    public void A_sequence_outlives_the_table_that_owns_it_but_not_one_of_an_identity_column() => Assert.AreEqual(
        "10 11 12 13 14 15 16 17 18 19 21 23 24 25 31 33 34 35 36 37 38 41", Left(new() { ExcludeTables = ["app.a", "app.\"a b\""] }, excludeDependents: true));

    [TestMethod]
    public void A_sequence_comes_with_the_table_that_owns_it_even_when_excluded() =>
        Assert.AreEqual("", Left(new() { ExcludeTables = ["app.*_id_seq"] }));

    [TestMethod]
    public void Only_the_rows_go() => Assert.AreEqual("12 22 37", Left(new() { ExcludeTableData = ["app.a", "app.a_id_seq", "m"] }));

    [TestMethod]
    public void An_extension_goes_with_its_comment_and_its_dependents_when_they_may() =>
        Assert.AreEqual("4 5 11 13 15 16 24 25 43 44", Left(new() { ExcludeExtensions = ["citext"] }, excludeDependents: true));

    [TestMethod]
    public void Dependents_are_named_with_what_they_need()
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Filter(new() { ExcludeTables = ["app.a"] }).Select([], [])).Failure;

        Assert.AreEqual("PUM5011", failure.Code);
        Assert.AreEqual(
            "5 objects that are not excluded need something that is excluded: FK CONSTRAINT app.a b fk needs TABLE app.a; TABLE ATTACH public.part needs TABLE app.a; "
            + "INDEX ATTACH public.part_i needs TABLE app.a; VIEW public.v needs TABLE app.a; MATERIALIZED VIEW public.m needs VIEW public.v.",
            failure.Message);
    }

    [TestMethod]
    public void What_the_target_has_is_not_missed() =>
        Assert.AreEqual(
            "4 5", LeftBeside(Filter(new() { ExcludeExtensions = ["citext"] }).Select([Entries.Single(entry => entry.DumpId == 4)], []).Kept));

    [TestMethod]
    public void Names_that_match_nothing_are_told_together()
    {
        ObjectFilter filter = new() { ExcludeSchemas = ["audti", "APP", "tmp_*", "public"], ExcludeTables = ["a", "app.a", "app.x"], ExcludeExtensions = ["hstore", "citext"] };

        var failures = Assert.ThrowsExactly<PumFailureException>(() => Filter(filter)).Failures;
        Assert.AreEqual("audti, a, app.x, hstore", string.Join(", ", failures.Select(Name)));
        Assert.IsTrue(failures.All(failure => failure is { Code: "PUM5013", Location.File: "/snap.dump" }));

        var reporter = new Warnings();
        Filter(filter with { StrictNames = false }, reporter);
        Assert.AreEqual("audti, tmp_*, a, app.x, hstore", string.Join(", ", reporter.All.Select(Name)));

        static string Name(PumFailure failure) => failure.Message.Split('\'')[1];
    }

    [TestMethod]
    public void Nothing_left_is_an_error_even_where_names_are_not_strict()
    {
        Assert.AreEqual(
            "PUM5013", Assert.ThrowsExactly<PumFailureException>(() => Filter(new() { Schemas = ["nowhere"], StrictNames = false })).Code);
        Assert.AreEqual(
            "PUM5013", Assert.ThrowsExactly<PumFailureException>(() => Filter(new() { Schemas = ["app"], ExcludeSchemas = ["a*"] })).Code);
    }

    [TestMethod]
    public void Rows_alone_have_names_too()
    {
        var data = Entries.Where(entry => entry.Description is "ENCODING" or "TABLE DATA").ToImmutableArray();
        Assert.AreEqual(
            "1 12", string.Join(' ', Filter(new() { Tables = ["app.a"] }, entries: data).Select([], []).Kept.Select(entry => entry.DumpId)));
    }

    [TestMethod]
    public void Entries_that_depend_on_each_other_in_a_circle_end()
    {
        ImmutableArray<ArchiveEntry> circle = [Entry(1, "TABLE", "app", "a", 2), Entry(2, "VIEW", "app", "b", 3), Entry(3, "VIEW", "app", "c", 2, 1), Entry(4, "COMMENT", "app", "x", 5), Entry(5, "COMMENT", "app", "y", 4), Entry(6, "TABLE", "app", "z")];
        var kept = Filter(new() { ExcludeTables = ["app.a"] }, entries: circle, excludeDependents: true).Select([], []).Kept;
        Assert.AreEqual("4 5 6", string.Join(' ', kept.Select(entry => entry.DumpId)));
    }

    private static string Kept(ObjectFilter filter) => string.Join(' ', Filter(filter).Select([], []).Kept.Select(entry => entry.DumpId));

    private static string Left(ObjectFilter filter, bool excludeDependents = false) =>
        LeftBeside(Filter(filter, excludeDependents: excludeDependents).Select([], []).Kept);

    private static string LeftBeside(ImmutableArray<ArchiveEntry> kept) =>
        string.Join(' ', Entries.Except(kept).Select(entry => entry.DumpId));

    private static ArchiveFilter Filter(
        ObjectFilter filter, IReporter? reporter = null, ImmutableArray<ArchiveEntry>? entries = null, bool excludeDependents = false)
    {
        var contents = new ArchiveContents(entries ?? Entries);
        var patterns = NamedPattern.Of(filter, "shop");
        return ArchiveFilter.Of(
            contents,
            PatternSet.Of(patterns, TestMatches.Of(patterns, contents.Names)),
            new("/snap.dump", filter.StrictNames, excludeDependents, IgnoreErrors: false),
            reporter ?? new Warnings());
    }

    /// <summary>An entry of which nothing but this counts.</summary>
    internal static ArchiveEntry Entry(int id, string description, string? schema, string tag, params int[] dependencies) => new()
    {
        DumpId = id,
        HadDumper = false,
        CatalogId = default,
        Tag = tag,
        Description = description,
        Section = ArchiveSection.PreData,
        Statements = Statements(),
        Namespace = schema,
        Tablespace = null,
        Owner = "",
        Dependencies = [.. dependencies],
        DataState = ArchiveDataState.NoData,
    };

    /// <summary>The statements of an entry without data.</summary>
    internal static EntryStatements Statements(string definition = "", string drop = "") =>
        new(
            Encoding.UTF8.GetBytes(definition + drop),
            Encoding.UTF8.GetByteCount(definition),
            Encoding.UTF8.GetByteCount(definition + drop));

    private sealed class Warnings : IReporter
    {
        public List<PumFailure> All { get; } = [];

        public void Message(ReportImportance importance, string text)
        {
        }

        public void Warning(PumFailure warning) => All.Add(warning);
    }
}
