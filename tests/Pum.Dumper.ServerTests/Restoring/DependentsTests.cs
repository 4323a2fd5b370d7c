using Pum.Dumper.Archives;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Selection;
using Pum.Dumper.ServerTests.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What needs something that a filter leaves out.</summary>
[TestClass]
public sealed class DependentsTests
{
    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    public async Task Dependents_of_what_is_excluded_are_named_before_anything_is_touched()
    {
        var source = await SourceAsync();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE kept ()");
        var before = await RowsAsync(target);

        var failure = await FailureAsync(target, source, new() { ExcludeSchemas = ["audit"] });

        Assert.AreEqual("PUM5011", failure.Code, failure.ToString());
        Assert.AreEqual(source.Dump, failure.Location?.File);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "VIEW app.film_list needs TABLE audit.log", "VIEW app.on_film_list needs VIEW app.film_list", "TABLE app.inherits needs TABLE audit.detail",
                "MATERIALIZED VIEW app.logged needs VIEW audit.recent", "FK CONSTRAINT app.refers refers_log_fkey needs TABLE audit.log",
                "RULE app.order also needs TABLE audit.log", "POLICY app.order known needs TABLE audit.log",
            },
            failure.Failure.Message[(failure.Failure.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..^1].Split("; "),
            failure.Failure.Message);
        Assert.AreEqual(before, await RowsAsync(target));
    }

    [TestMethod]
    public async Task A_target_that_is_to_be_made_is_not_when_dependents_stand_in_the_way()
    {
        var source = await SourceAsync();
        await using var target = await TestDatabase.ReserveAsync();

        var failure = await FailureAsync(
            target, source, new() { ExcludeTables = ["audit.log"] }, request => request with { CreateDatabase = true });

        Assert.AreEqual("PUM5011", failure.Code, failure.ToString());
        Assert.IsFalse(await target.ExistsAsync());
    }

    // The server's own CASCADE is the yardstick. It takes columns and defaults where a restore must take the table, and with a partition
    // the foreign keys into the whole table.
    [TestMethod]
    [DataRow("ExcludeSchemas", "audit", "ALTER TABLE app.measure DETACH PARTITION audit.measure_2021; DROP SCHEMA audit CASCADE")]
    [DataRow("ExcludeSchemas", "shared", "DROP TABLE app.refers, app.feels, app.doubles; DROP SCHEMA shared CASCADE")]
    [DataRow("ExcludeTables", "audit.log", "DROP TABLE audit.log CASCADE; CREATE SEQUENCE audit.log_id_seq AS int; SELECT setval('audit.log_id_seq', 20)")]
    [DataRow("ExcludeTables", "app.customer", "DROP TABLE app.customer CASCADE")]
    [DataRow("ExcludeTables", "app.parent", "DROP TABLE app.parent CASCADE")]
    [DataRow("ExcludeTables", "app.film_list", "DROP VIEW app.film_list CASCADE")]
    [DataRow("ExcludeTables", "app.measure", "ALTER TABLE app.measure DETACH PARTITION app.measure_2019; ALTER TABLE app.measure DETACH PARTITION alone.measure_2020; ALTER TABLE app.measure DETACH PARTITION audit.measure_2021; DROP TABLE app.measure CASCADE")]
    [DataRow("ExcludeTables", "shared.numbers", "DROP TABLE app.refers; DROP SEQUENCE shared.numbers")]
    public async Task Excluding_dependents_too_leaves_what_the_server_keeps_after_DROP_CASCADE(
        string parameter, string pattern, string drop)
    {
        var source = await SourceAsync();
        await using var filtered = await TestDatabase.CreateAsync();
        await RestoreAsync(filtered, source, Filter(parameter, pattern), request => request with { ExcludeDependents = true });

        await using var expected = await TestDatabase.CreateAsync();
        await RestoreAsync(expected, source, ObjectFilter.None);
        await expected.ExecuteAsync(drop);
        await DatabaseComparison.AreEqualAsync(expected, filtered, ownersAndPrivileges: true);
    }

    [TestMethod]
    public async Task What_is_left_out_besides_is_listed()
    {
        var source = await SourceAsync();
        await using var target = await TestDatabase.CreateAsync();

        await RestoreAsync(
            target, source, new() { ExcludeTables = ["app.film_list"] }, request => request with { ExcludeDependents = true });

        Assert.Contains((ReportImportance.Normal, "Left out too: VIEW app.on_film_list needs VIEW app.film_list"), _reporter.Messages);
    }

    [TestMethod]
    public async Task Rows_that_are_left_out_besides_are_a_warning()
    {
        var source = await SourceAsync();
        var filter = new ObjectFilter { ExcludeExtensions = ["citext"] };
        await using var target = await TestDatabase.CreateAsync();
        await RestoreAsync(target, source, filter, request => request with { ExcludeDependents = true });

        var warning = _reporter.Warnings.Single();
        Assert.AreEqual("PUM5011", warning.Code);
        Assert.AreEqual(
            "A table is left out with its rows, because it needs something that is left out: TABLE app.labels needs EXTENSION citext.",
            warning.Message);

        await using var definitions = await TestDatabase.CreateAsync();
        _reporter.Warnings.Clear();
        await RestoreAsync(definitions, source, filter, request => request with { ExcludeDependents = true, SchemaOnly = true });
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    [DataRow("ExcludeExtensions", "citext;hstore;ltree", "CREATE EXTENSION ltree", "TABLE app.tagged needs EXTENSION citext, EXTENSION hstore")]
    [DataRow("ExcludeSchemas", "other", "CREATE SCHEMA other; CREATE TABLE other.b (id int, name text)", "VIEW app.joined needs TABLE other.a, TABLE other.c")]
    public async Task All_that_an_object_needs_is_named_but_what_the_target_has(
        string parameter, string patterns, string prepare, string named)
    {
        var server = await TestServer.GetAsync();
        await using var database = await TestDatabase.CreateAsync(server);
        await database.ExecuteAsync("""
            CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE SCHEMA app; CREATE SCHEMA other;
            CREATE TABLE app.tagged (name citext, pairs hstore, path ltree);
            CREATE TABLE other.a (id int); CREATE TABLE other.b (id int, name text); CREATE TABLE other.c (id int);
            CREATE VIEW app.joined AS SELECT b.name FROM other.a JOIN other.b USING (id) JOIN other.c USING (id);
            """);
        using var folder = new TestFolder();
        var source = new FilterSource(database, await RoundTrip.RoundTrip.DumpAsync(database, DumpKind.Custom, folder));
        var filter = parameter == nameof(ObjectFilter.ExcludeSchemas)
            ? new ObjectFilter { ExcludeSchemas = [patterns] }
            : new ObjectFilter { ExcludeExtensions = [.. patterns.Split(';')] };
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync(prepare);

        var failure = await FailureAsync(target, source, filter);

        Assert.AreEqual("PUM5011", failure.Code);
        Assert.EndsWith($": {named}.", failure.Failure.Message);
    }

    [TestMethod]
    public async Task Objects_of_every_kind_that_the_target_has_are_not_missed()
    {
        const string Library = """
            CREATE SCHEMA library;
            CREATE TYPE library.mood AS ENUM ('glad');
            CREATE FUNCTION library.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
            CREATE FUNCTION library.same(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 OPERATOR(pg_catalog.=) $2';
            CREATE AGGREGATE library.number(*) (SFUNC = pg_catalog.int8inc, STYPE = int8, INITCOND = '0');
            CREATE OPERATOR library.=== (FUNCTION = library.same, LEFTARG = int, RIGHTARG = int);
            CREATE OPERATOR FAMILY library.family USING hash;
            CREATE OPERATOR CLASS library.class FOR TYPE int USING hash FAMILY library.family AS OPERATOR 1 pg_catalog.=, FUNCTION 1 hashint4(int);
            CREATE COLLATION library.german FROM "C";
            CREATE TEXT SEARCH DICTIONARY library.words (TEMPLATE = pg_catalog.simple);
            CREATE TEXT SEARCH CONFIGURATION library.search (COPY = pg_catalog.simple);
            """;
        var server = await TestServer.GetAsync();
        await using var database = await TestDatabase.CreateAsync(server, server.Superuser);
        await database.ExecuteAsync(Library + """
            CREATE SCHEMA app;
            CREATE TABLE app.feels (mood library.mood, twice int DEFAULT library.twice(1), name text COLLATE library.german);
            CREATE TABLE app.same (id int, CHECK (id OPERATOR(library.===) id));
            CREATE INDEX hashed ON app.same USING hash (id library.class);
            CREATE VIEW app.numbers AS SELECT library.number(*), to_tsvector('library.search', 'x') FROM app.same;
            CREATE TEXT SEARCH CONFIGURATION app.search (COPY = pg_catalog.simple);
            ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR asciiword WITH library.words;
            """);
        using var folder = new TestFolder();
        var source = new FilterSource(database, await RoundTrip.RoundTrip.DumpAsync(database, DumpKind.Custom, folder));
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        var filter = new ObjectFilter { ExcludeSchemas = ["library"] };
        Assert.AreEqual("PUM5011", (await FailureAsync(target, source, filter)).Code);

        await target.ExecuteAsync(Library);
        await RestoreAsync(target, source, filter, request => request with { ExcludeDependents = true });

        Assert.AreEqual("", string.Join('\n', _reporter.Messages.Select(message => message.Text).Where(text => text.StartsWith("Left out too", StringComparison.Ordinal))));
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT number FROM app.numbers"));
    }

    [TestMethod]
    public async Task What_the_target_has_already_is_not_missed()
    {
        var source = await SourceAsync();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE EXTENSION citext");

        await RestoreAsync(target, source, new() { ExcludeExtensions = ["citext"] });

        Assert.AreEqual("A", await target.QueryAsync<string>("SELECT name::text FROM app.labels"));
    }

    [TestMethod]
    public async Task What_a_new_target_is_made_with_is_not_missed()
    {
        var source = await SourceAsync();
        await using var template = await TestDatabase.CreateAsync();
        await template.ExecuteAsync("CREATE EXTENSION citext");
        await using var target = await TestDatabase.ReserveAsync();
        var filter = new ObjectFilter { ExcludeExtensions = ["citext"] };

        Assert.AreEqual("PUM5011", (await FailureAsync(target, source, filter, request => request with { CreateDatabase = true })).Code);
        await RestoreAsync(target, source, filter, request => request with { CreateDatabase = true, BaseTemplate = template.Name });

        Assert.AreEqual("A", await target.QueryAsync<string>("SELECT name::text FROM app.labels"));
    }

    [TestMethod]
    public async Task What_was_not_selected_is_told_where_something_needs_it()
    {
        var source = await SourceAsync();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE SCHEMA app");

        await FailureAsync(target, source, new() { Tables = ["app.feels"] });
        Assert.Contains(
            (ReportImportance.Normal, "Not selected, and not in the target: TABLE app.feels needs TYPE shared.mood, DOMAIN shared.positive"), _reporter.Messages);

        await target.ExecuteAsync(
            "CREATE SCHEMA shared; CREATE TYPE shared.mood AS ENUM ('glad', 'sad'); CREATE DOMAIN shared.positive AS int");
        await RestoreAsync(target, source, new() { Tables = ["app.feels"] });
        Assert.AreEqual("glad", await target.QueryAsync<string>("SELECT mood::text FROM app.feels"));
    }

    [TestMethod]
    public async Task Dependents_are_found_exactly_where_the_dump_of_pg_dump_would_not_restore()
    {
        var source = await SourceAsync();
        var archive = Archive.Read(DumpFile.Recognise(source.Dump));
        var contents = new ArchiveContents(archive.Entries);
        var filters = contents.Relations.Select(
            relation => new ObjectFilter { ExcludeTables = [$"{TestDatabase.Quote(relation.Schema)}.{TestDatabase.Quote(relation.Name)}"] })
            .Concat(contents.Schemas.Select(schema => new ObjectFilter { ExcludeSchemas = [TestDatabase.Quote(schema)] }));
        var wrong = new List<string>();
        using var folder = new TestFolder();
        foreach (var filter in filters)
        {
            await DumpOperation.RunAsync(
                new() { Caller = "PumDump", Connection = source.Database.Request, File = folder["filtered"], BaseDirectory = folder.FullName, ToolPath = source.Database.Server.BinDirectory, Filter = filter }, _reporter);
            await using var target = await TestDatabase.CreateAsync();
            var restores = await RestoresAsync(target, source with { Dump = folder["filtered"] });
            if (restores == IsRefused(archive, source, filter))
                wrong.Add($"{string.Join(", ", filter.ExcludeTables.Concat(filter.ExcludeSchemas))}: its dump {(restores ? "restores" : "does not restore")}");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    private bool IsRefused(Archive archive, FilterSource source, ObjectFilter filter)
    {
        try
        {
            var patterns = PatternSet.Of(NamedPattern.Of(filter, archive.Header.DatabaseName), NameMatches.None);
            ArchiveFilter.Of(new(archive.Entries), patterns, new(source.Dump, filter.StrictNames, false, false), _reporter)
                .Select(present: [], rows: []);
            return false;
        }
        catch (PumFailureException exception) when (exception.Code == "PUM5011")
        {
            return true;
        }
    }

    private async Task<bool> RestoresAsync(TestDatabase target, FilterSource source)
    {
        try
        {
            await RestoreAsync(target, source, ObjectFilter.None);
            return true;
        }
        catch (PgRestoreFailedException)
        {
            return false;
        }
    }

    private static async Task<FilterSource> SourceAsync() => await FilterSource.GetAsync(await TestServer.GetAsync(), dependents: true);

    private static ObjectFilter Filter(string parameter, string pattern) =>
        parameter == nameof(ObjectFilter.ExcludeSchemas) ? new() { ExcludeSchemas = [pattern] } : new() { ExcludeTables = [pattern] };

    private static RestoreRequest Request(TestDatabase target, FilterSource source, ObjectFilter filter) => new()
    {
        Caller = "PumRestore",
        Connection = target.Request,
        File = source.Dump,
        BaseDirectory = Path.GetDirectoryName(source.Dump)!,
        ToolPath = target.Server.BinDirectory,
        Filter = filter,
        NoOwner = false,
        NoPrivileges = false,
    };

    private Task<RestoreResult> RestoreAsync(
        TestDatabase target, FilterSource source, ObjectFilter filter, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        var request = Request(target, source, filter);
        return RestoreOperation.RunAsync(with?.Invoke(request) ?? request, _reporter);
    }

    private Task<PgRestoreFailedException> FailureAsync(
        TestDatabase target, FilterSource source, ObjectFilter filter, Func<RestoreRequest, RestoreRequest>? with = null) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, source, filter, with));

    /// <summary>Which transaction wrote each schema and relation.</summary>
    private static Task<string?> RowsAsync(TestDatabase database) => database.QueryAsync<string>(
        "SELECT string_agg(format('%s %s', oid, xmin), ', ' ORDER BY oid) FROM (SELECT oid, xmin FROM pg_class UNION ALL SELECT oid, xmin FROM pg_namespace) AS objects");
}
