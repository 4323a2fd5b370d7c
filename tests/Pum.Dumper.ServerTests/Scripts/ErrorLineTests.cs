using System.IO.Compression;
using System.Text;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Scripts;

/// <summary>An error of a script is shown on its own line, which holds "WRONG" here; psql names the statement's last one.</summary>
[TestClass]
public sealed class ErrorLineTests
{
    private const string Table = "CREATE TABLE t (a int, b int);\n";

    private static IEnumerable<object[]> Scripts => new[]
    {
        "SELECT 1;\n\n-- A comment\nSELECT 1,\n  \"WRONG\",\n  2\n;\nSELECT 3;",
        "SELECT 1; SELECT\n 2,\n \"WRONG\",\n 3; SELECT 4;\n",
        "/* A comment\n   of two lines */ SELECT \"WRONG\"\n;\n",
        "-- A comment\n/* and\n another */\n\nSELECT 1,\n\"WRONG\";\n",
        "SELECT 1;\nSELECT 1/0 -- WRONG, which is found out when it runs\n  + 1\n;\n",
        Table + "COPY t FROM stdin;\n1\t2\n3\tWRONG\n5\t6\n\\.\n",
        Table + "COPY t FROM stdin;\n1\t2\n\\.\nCOPY t (a)\n  FROM stdin;\nWRONG\n\\.\nSELECT 1;\n",
        Table + "INSERT INTO t VALUES (1,\n 2), (3,\n 'WRONG');\n",
        "DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM 1/0; -- WRONG\nEND $$;\n",
        "SELECT 1,\n\n(2,\n\n  \n-- a comment\n'three\n\n\n',\n\n\"WRONG\");\n",
        "/* a\n\nb */\n\nSELECT $$\n\n$$,\n\n\"WRONG\";\n",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  SELECT 1;\n  SELECT \"WRONG\"\n$$;\n",
        "SELECT 1;\nSELECT 1,\n \"WRONG\"",
        "SELECT 1;\r\nSELECT 1,\r\n \"WRONG\"\r\n;\r\n",
        "\uFEFFSELECT\n\"WRONG\";\n",
        "SELECT 'é\t数据',\n\t'ü', \t\"WRONG\";\n",
        Table + "COPY t FROM stdin;\r\n1\t2\r\n3\tWRONG\r\n5\t6\r\n\\.\r\n",
        "CREATE TABLE u (a int, b text);\nCOPY u FROM stdin;\n1\tdonnées 数据\\n\nWRONG\tx\n\\.\n",
        "DO $$\nBEGIN\n  RAISE insufficient_privilege; -- WRONG\nEND $$;\n",
        Table + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;\nCREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a = 7) EXECUTE FUNCTION f();\n"
            + "COPY t (b, a) FROM stdin;\n1\t2\n9999\t7\n5\t6\n\\.\n",
    }.Select(script => new object[] { script });

    [TestMethod]
    [DynamicData(nameof(Scripts))]
    public Task An_error_points_to_its_own_line(string script) => PointsToItsLineAsync(script, 0);

    [TestMethod]
    [DynamicData(nameof(Scripts))]
    public Task An_error_points_to_its_own_line_with_the_newest_psql(string script) => PointsToItsLineAsync(script, 18);

    [TestMethod]
    public async Task An_error_of_a_compressed_script_points_to_its_own_line()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        await using (var compressed = new GZipStream(File.Create(folder["seed.sql.gz"]), CompressionLevel.Fastest))
            await compressed.WriteAsync(Encoding.UTF8.GetBytes("SELECT 1;\nSELECT 'é',\n  \"WRONG\";\n"));

        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, folder["seed.sql.gz"], new CollectingReporter()))).Failure;

        Assert.AreEqual(new SourceLocation(folder["seed.sql.gz"], 3), failure.Location);
    }

    [TestMethod]
    public async Task An_error_at_the_end_of_the_transaction_points_to_no_line()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var file = folder.Write(
            "seed.sql", "CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO t VALUES (1), (1);\n");

        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, file, new CollectingReporter()))).Failure;

        Assert.AreEqual(("23505", new SourceLocation(file)), (failure.SqlState, failure.Location));
    }

    [TestMethod]
    public async Task Ignored_errors_point_to_their_lines_too()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var reporter = new CollectingReporter();
        const string Script = Table + "SELECT\n \"WRONG\"\n;\nCOPY t FROM stdin;\n1\t2\nWRONG\t3\n\\.\nSELECT 1;\nSELECT \"WRONG\";\n";

        await RestoreAsync(target, folder.Write("seed.sql", Script), reporter, ignoreErrors: true);

        CollectionAssert.AreEqual(WrongLines(Script), reporter.Warnings.Select(warning => warning.Location!.Line).ToArray());
    }

    /// <summary>A server before 17 and tools from 17 on: the archive goes through psql, as rows of INSERT do.</summary>
    [TestMethod]
    [DataRow(17, "")]
    [DataRow(0, "--inserts")]
    public async Task An_error_of_an_archive_that_goes_through_psql_names_its_entry(int tools, string options)
    {
        var server = await TestServer.GetAsync(15);
        var toolPath = tools == 0 ? server.BinDirectory : await TestServer.GetBinDirectoryAsync(tools);
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync(
            "CREATE SCHEMA app; CREATE TABLE app.actor (id int); CREATE TABLE app.film (id int); INSERT INTO app.film VALUES (1)");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync("CREATE SCHEMA app; CREATE VIEW app.film AS SELECT 1 AS id");
        using var folder = new TestFolder();
        var file = folder["snap"];
        await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = file, BaseDirectory = folder.FullName, ToolPath = toolPath, Filter = new() { Tables = ["app.*"] }, AdditionalOptions = options },
            new CollectingReporter());

        var request = new RestoreRequest { Caller = "PumRestore", Connection = target.Request, File = file, BaseDirectory = folder.FullName, ToolPath = toolPath };
        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(request, new CollectingReporter()))).Failure;

        Assert.AreEqual(
            ("PUM5004", "TABLE app.film", new SourceLocation(file)),
            (failure.Code, failure.FailingObject, failure.Location),
            failure.ToString());
        Assert.Contains("TABLE app.film: ", failure.Message);
    }

    private static async Task PointsToItsLineAsync(string script, int major)
    {
        await using var target = await TestDatabase.CreateAsync(major == 0 ? null : await TestServer.GetAsync(major));
        await FailsOnItsLineAsync(target, script);
    }

    private static async Task FailsOnItsLineAsync(TestDatabase target, string script)
    {
        using var folder = new TestFolder();
        var file = folder.Write("seed.sql", script);

        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, file, new CollectingReporter()))).Failure;

        Assert.AreEqual(
            new SourceLocation(file, WrongLines(script)[0]), failure.Location, failure + "\n" + string.Join('\n', failure.Details));
    }

    private static int[] WrongLines(string script) =>
        [.. script.Split('\n').Index().Where(line => line.Item.Contains("WRONG", StringComparison.Ordinal) || line.Item.StartsWith("9999", StringComparison.Ordinal)).Select(line => line.Index + 1)];

    private static Task<RestoreResult> RestoreAsync(
        TestDatabase target, string file, CollectingReporter reporter, bool ignoreErrors = false) =>
        RestoreOperation.RunAsync(
            new() { Caller = "PumRestore", Connection = target.Request, File = file, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = target.Server.BinDirectory, IgnoreErrors = ignoreErrors },
            reporter);
}
