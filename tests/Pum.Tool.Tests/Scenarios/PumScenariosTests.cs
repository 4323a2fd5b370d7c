using System.Reflection;
using System.Text.RegularExpressions;

namespace Pum.Tool.Tests.Scenarios;

/// <summary>
/// The situations of a dump and a restore in PUM's tests, documentation and code. <c>docs/coming-from-pum.md</c> lists them by the same
/// names, with what PUM does in each.
/// </summary>
[TestClass]
public sealed partial class PumScenariosTests
{
    [TestMethod]
    [DataRow("-s source", DisplayName = "Dump: service by -s")]
    [DataRow("-p source", DisplayName = "Dump: service by -p")]
    [DataRow("-p SOURCE_KEYWORDS", DisplayName = "Dump: connection string with keywords")]
    [DataRow("-p SOURCE_URI", DisplayName = "Dump: connection string as URI")]
    [DataRow("-s elsewhere -d SOURCE", DisplayName = "Dump: database other than the service's")]
    [DataRow("-p ELSEWHERE_KEYWORDS -d SOURCE", DisplayName = "Dump: database other than the connection string's")]
    public async Task A_dump_connects_by(string connection)
    {
        await using var scenario = await Scenario.CreateAsync();

        (await scenario.RunAsync($"{connection} dump snap")).EndsWith(0);

        (await scenario.RunAsync("-s target restore snap")).EndsWith(0);
        Assert.AreEqual(Scenario.Everything, await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod]
    [DataRow("-s target", DisplayName = "Restore: service by -s")]
    [DataRow("-p target", DisplayName = "Restore: service by -p")]
    [DataRow("-p TARGET_KEYWORDS", DisplayName = "Restore: connection string with keywords")]
    [DataRow("-p TARGET_URI", DisplayName = "Restore: connection string as URI")]
    [DataRow("-s elsewhere -d TARGET", DisplayName = "Restore: database other than the service's")]
    [DataRow("-p ELSEWHERE_URI -d TARGET", DisplayName = "Restore: database other than the URI's")]
    public async Task A_restore_connects_by(string connection)
    {
        await using var scenario = await Scenario.CreateAsync();
        (await scenario.RunAsync("-s source dump snap")).EndsWith(0);

        (await scenario.RunAsync($"{connection} restore snap")).EndsWith(0);

        Assert.AreEqual(Scenario.Everything, await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod]
    [DataRow("", "PGDMP", DisplayName = "Format: none given")]
    [DataRow(" -f custom", "PGDMP", DisplayName = "Format: custom")]
    [DataRow(" -f plain", "--\n-- PostgreSQL database dump\n", DisplayName = "Format: plain")]
    public async Task A_dump_has_the_format(string option, string begins)
    {
        await using var scenario = await Scenario.CreateAsync();

        (await scenario.RunAsync($"-s source dump snap{option}")).EndsWith(0);

        Assert.StartsWith(begins, (await File.ReadAllTextAsync(scenario.Folder["snap"])).ReplaceLineEndings("\n"));
    }

    [TestMethod(DisplayName = "Format: a plain dump is restored")]
    public async Task A_plain_dump_is_restored()
    {
        await using var scenario = await Scenario.CreateAsync();

        (await scenario.RunAsync("-s source dump snap.sql -f plain")).EndsWith(0);
        (await scenario.RunAsync("-s target restore snap.sql")).EndsWith(0);

        Assert.AreEqual(Scenario.Everything, await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod]
    [DataRow("", "", Scenario.Everything, DisplayName = "Exclusion: none")]
    [DataRow(" -N audit", "", "public.film 3, tmp_a.draft 1, tmp_b.draft 1", DisplayName = "Exclusion: a schema of a dump by name")]
    [DataRow(" -N audit --exclude-schema tmp_a", "", "public.film 3, tmp_b.draft 1", DisplayName = "Exclusion: several schemas of a dump")]
    [DataRow(" -N tmp_*", "", "audit.entry 2, public.film 3", DisplayName = "Exclusion: schemas of a dump by pattern")]
    [DataRow(" -N public", "", "audit.entry 2, tmp_a.draft 1, tmp_b.draft 1", DisplayName = "Exclusion: public, of a dump")]
    [DataRow("", " -N audit", "public.film 3, tmp_a.draft 1, tmp_b.draft 1", DisplayName = "Exclusion: a schema of a restore by name")]
    [DataRow("", " -N audit --exclude-schema tmp_a", "public.film 3, tmp_b.draft 1", DisplayName = "Exclusion: several schemas of a restore")]
    [DataRow("", " -N tmp_*", "audit.entry 2, public.film 3", DisplayName = "Exclusion: schemas of a restore by pattern")]
    [DataRow("", " -N public", "audit.entry 2, tmp_a.draft 1, tmp_b.draft 1", DisplayName = "Exclusion: public, of a restore")]
    public async Task Schemas_are_left_out(string ofDump, string ofRestore, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();

        (await scenario.RunAsync($"-s source dump snap{ofDump}")).EndsWith(0);
        (await scenario.RunAsync($"-s target restore snap{ofRestore}")).EndsWith(0);

        Assert.AreEqual(expected, await Scenario.ContentAsync(scenario.Target));
        // The schema itself is left out too.
        Assert.AreEqual(
            expected.Split(", ").Select(table => table.Split('.')[0]).Where(schema => schema != "public").Distinct().Count(),
            (int)await scenario.Target.QueryAsync<long>("SELECT count(*) FROM pg_namespace WHERE oid >= 16384"));
    }

    [TestMethod(DisplayName = "Owners and privileges")]
    public async Task Owners_and_privileges_are_left_out()
    {
        await using var scenario = await Scenario.CreateAsync();
        await scenario.Source.ExecuteAsSuperuserAsync($"ALTER TABLE film OWNER TO {scenario.Source.Server.Superuser}; GRANT SELECT ON film TO PUBLIC");

        (await scenario.RunAsync("-s source dump snap")).EndsWith(0);
        (await scenario.RunAsync("-s source dump snap.sql -f plain")).EndsWith(0);
        (await scenario.RunAsync("-s target restore snap")).EndsWith(0);

        const string Others = "SELECT count(*) FROM pg_class WHERE oid >= 16384 AND (relacl IS NOT NULL OR relowner <> current_user::regrole)";
        Assert.AreEqual(0L, await scenario.Target.QueryAsync<long>(Others));
        Assert.DoesNotMatchRegex(new Regex("^(ALTER .* OWNER TO|GRANT|REVOKE) ", RegexOptions.Multiline), await File.ReadAllTextAsync(scenario.Folder["snap.sql"]));
    }

    [TestMethod(DisplayName = "Errors: a schema exists already")]
    public async Task A_schema_that_exists_stands_in_nobodys_way()
    {
        await using var scenario = await Scenario.CreateAsync();
        (await scenario.RunAsync("-s source dump snap")).EndsWith(0);
        await scenario.Target.ExecuteAsync("CREATE SCHEMA audit");

        Assert.AreEqual("", (await scenario.RunAsync("-s target restore snap")).EndsWith(0).Error);

        Assert.AreEqual(Scenario.Everything, await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod(DisplayName = "Errors: a table exists already")]
    public async Task A_restore_onto_what_exists_fails_and_leaves_it()
    {
        await using var scenario = await Scenario.CreateAsync();
        (await scenario.RunAsync("-s source dump snap")).EndsWith(0);
        await scenario.Target.ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.entry (id int)");

        var run = await scenario.RunAsync("-s target restore snap");

        Assert.Contains(": error PUM5004: ", run.EndsWith(1).Error);
        Assert.AreEqual("audit.entry 0", await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod(DisplayName = "Errors: -x, and a table exists already")]
    public async Task With_x_a_restore_onto_what_exists_adds_the_rest()
    {
        await using var scenario = await Scenario.CreateAsync();
        (await scenario.RunAsync("-s source dump snap")).EndsWith(0);
        await scenario.Target.ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.entry (id int)");

        var run = await scenario.RunAsync("-s target restore snap -x");

        Assert.Contains(": warning PUM5010: ", run.EndsWith(0).Error);
        Assert.DoesNotContain(": error ", run.Error);
        Assert.AreEqual(Scenario.Everything, await Scenario.ContentAsync(scenario.Target));
    }

    // As the rows of spatial_ref_sys, which an extension has brought before.
    [TestMethod(DisplayName = "Errors: -x, and rows exist already")]
    public async Task With_x_rows_that_exist_keep_no_other_table_out()
    {
        await using var scenario = await Scenario.CreateAsync();
        (await scenario.RunAsync("-s source dump snap")).EndsWith(0);
        await scenario.Target.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film VALUES (3, 'Seven Chances')");

        var run = await scenario.RunAsync("-s target restore snap -x --json");

        Assert.IsGreaterThan(0, run.EndsWith(0).Json.GetProperty("ignoredErrors").GetInt32());
        Assert.AreEqual(
            Scenario.Everything.Replace("film 3", "film 1", StringComparison.Ordinal), await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod(DisplayName = "Errors: -x, and the file is missing")]
    public async Task With_x_a_missing_file_is_an_error_all_the_same()
    {
        await using var scenario = await Scenario.CreateAsync();

        Assert.Contains(": error PUM1003: ", (await scenario.RunAsync("-s target restore nosuch.dump -x")).EndsWith(1).Error);
    }

    [TestMethod]
    [DataRow("-s target restore nonsense.dump", "PUM5001", DisplayName = "Failure: the file is no dump")]
    [DataRow("-s target restore nosuch.dump", "PUM1003", DisplayName = "Failure: the file is missing")]
    [DataRow("-s nosuch dump snap", "PUM3001", DisplayName = "Failure: the service is missing")]
    [DataRow("-s source -d nosuch dump snap", "PUM3005", DisplayName = "Failure: the database is missing")]
    [DataRow("-s source dump snap --tool-path .", "PUM2001", DisplayName = "Failure: pg_dump or pg_restore is missing")]
    public async Task A_failure_is_one_line(string line, string code)
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Folder.Write("nonsense.dump", "This is no SQL;\n");

        var run = await scenario.RunAsync(line);

        Assert.Contains($": error {code}: ", run.EndsWith(1).Error);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
        Assert.HasCount(1, Directory.GetFileSystemEntries(scenario.Folder.FullName));
        Assert.AreEqual("", await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod]
    [DataRow("-Fc", DisplayName = "Older dumps: an archive that PUM wrote, from an older server")]
    [DataRow("-Fp", DisplayName = "Older dumps: a script that PUM wrote, from an older server")]
    public async Task A_dump_that_PUM_wrote_is_restored(string format)
    {
        var major = (await TestServer.GetAsync()).Major;
        await using var scenario = await Scenario.CreateAsync(await TestServer.GetAsync(Math.Max(major, 17)));
        // As PUM calls it.
        (await BuildRun.RunAsync(
            scenario.Folder.FullName,
            Path.Combine(scenario.Source.Server.BinDirectory, "pg_dump"),
            [format, "--no-owner", "--no-privileges", "-f", "snap", "--exclude-schema=tmp_b", "-d", scenario.Source.Conninfo])).Succeeds();

        (await scenario.RunAsync("-s target restore snap")).EndsWith(0);

        Assert.AreEqual("audit.entry 2, public.film 3, tmp_a.draft 1", await Scenario.ContentAsync(scenario.Target));
    }

    [TestMethod]
    public async Task The_manual_lists_these_situations_and_no_others()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "coming-from-pum.md"));
        var listed = Row().Matches(page).Select(row => row.Groups["name"].Value).ToArray();

        var tested = typeof(PumScenariosTests).GetMethods()
            .SelectMany(method => method.GetCustomAttributes<DataRowAttribute>().Select(row => row.DisplayName)
                .Append(method.GetCustomAttribute<TestMethodAttribute>()?.DisplayName))
            .OfType<string>().ToArray();

        Assert.HasCount(38, tested);
        CollectionAssert.AreEquivalent(listed, tested);
    }

    [GeneratedRegex(@"^\| (?<name>[A-Z][^|`]*: [^|]*|Owners and privileges) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
