using Pum.Dumper.Restoring;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// Scripts that psql runs with all its commands, into a database that is there: what they include is not read beforehand.
/// </summary>
[TestClass]
public sealed class TrustedScriptTests
{
    [TestMethod]
    [DataRow("CREATE TABLE a ();\nBEGIN;\nCREATE TABLE b ();\nCOMMIT;\n", 4, "22P02")]
    [DataRow("CREATE TABLE a ();\nROLLBACK;\nCREATE TABLE b ();\nCOMMIT;\n", 3, "25006")]
    [DataRow("\\set AUTOCOMMIT on\nROLLBACK;\nINSERT INTO account SELECT FROM account;\n", 3, "25006")]
    [DataRow("\\set ON_ERROR_STOP off\nCREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\nCOMMIT;\n", 3, "22P02")]
    [DataRow("\\set ON_ERROR_STOP off\n\\set AUTOCOMMIT on\nROLLBACK;\nCREATE TABLE b ();\n", 4, "25006")]
    [DataRow("CREATE TABLE a ();\nSELECT 'COMMIT' \\gexec\n", 2, "22P02")]
    [DataRow("SELECT 'ROLLBACK' \\gexec\nCREATE TABLE a ();\n", 2, "25006")]
    [DataRow("CREATE TABLE a ()\\; COMMIT;\n", 1, "22P02")]
    [DataRow("\\ir deep/nested.sql\n", 2, "22P02")]
    public async Task A_file_that_ends_the_transaction_leaves_nothing_however_it_is_included(string included, int line, string sqlState)
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("part.sql", included);
        site.Folder.Write("deep/nested.sql", "CREATE TABLE nested ();\nCOMMIT;\n");
        foreach (var command in new[] { "i", "ir", "include", "include_relative" })
        {
            site.Folder.Write("seed.sql", $"CREATE TABLE before ();\n\\{command} part.sql\nCREATE TABLE after ();\n");
            var failure = await site.RefusesAsync("seed.sql", request => request with { TrustDump = true });
            Assert.AreEqual(("PUM5015", sqlState, line), (failure.Code, failure.SqlState, failure.Location?.Line), failure.ToString());
            Assert.AreEqual(
                site.Folder[included.StartsWith("\\ir", StringComparison.Ordinal) ? "deep/nested.sql" : "part.sql"],
                failure.Location?.File);
        }
    }

    [TestMethod]
    [DataRow("ROLLBACK;")]
    [DataRow("CREATE INDEX CONCURRENTLY i ON account (id);")]
    [DataRow("VACUUM;")]
    public async Task What_a_branch_holds_is_judged_when_it_runs(string statement)
    {
        await using var site = await FaultSite.CreateAsync();
        string Script(string condition) => $"\\if {condition}\n{statement}\n\\endif\nCREATE TABLE part (id int);\n";
        site.Folder.Write("no.sql", $"\\if true\n{Script("false")}\\endif\n");
        site.Folder.Write("yes.sql", Script("true"));
        site.Folder.Write("after.sql", $"\\if false\n\\endif\n{statement}\n");

        var after = await site.RefusesAsync("after.sql", request => request with { TrustDump = true });
        Assert.AreEqual(3, after.Location?.Line);
        var yes = await site.RefusesAsync("yes.sql", request => request with { TrustDump = true });
        Assert.AreEqual(after.Code, yes.Code);
        await site.RestoreAsync("no.sql", request => request with { TrustDump = true });

        Assert.AreEqual(0L, await site.Database.QueryAsync<long>("SELECT count(*) FROM part"));
    }

    [TestMethod]
    [DataRow("\\ir part.sql", false)]
    [DataRow("\\ir 'part.sql'", true)]
    [DataRow("SELECT 1;\n\\include_relative part.sql", false)]
    [DataRow("\\ir '../it''s \\\\ deep/part.sql'", false)]
    [DataRow("\\ir {0}", false)]
    [DataRow("\\i '{1}/part.sql'", false)]
    [DataRow("\\ir part.sql\n\\q\nSELECT 1/0;\n", false)]
    [DataRow("\\if false\n\\q\n\\endif\n\\ir part.sql\n  \\quit\nCOPY nowhere FROM stdin;\n1\n\\.\nBEGIN", true)]
    [DataRow("CREATE TABLE part (id int);\n\\copy part from stdin\n1\n2\n\\.\nCREATE TABLE other ();\n", false)]
    [DataRow("CREATE TABLE part (id int);\n\\copy part from stdin\n1\n2\n\\.\nCREATE TABLE other ();\n", true)]
    [DataRow("CREATE TABLE part (id int);\n\\copy part from stdin\n\\.\nCOPY part FROM stdin;\n1\n2\n\\.\n", true)]
    public async Task Commands_of_a_trusted_script_do_what_psql_does_with_its_file(string script, bool ignoresErrors)
    {
        await using var site = await FaultSite.CreateAsync();
        var included = site.Folder.Write("it's \\ deep/part.sql", "CREATE TABLE part AS SELECT generate_series(1, 2) AS id;\n");
        site.Folder.Write("it's \\ deep/seed.sql", string.Format(
            null, script, $"'{included.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}'", "it''s \\\\ deep"));

        await site.RestoreAsync("it's \\ deep/seed.sql", request => request with { TrustDump = true, IgnoreErrors = ignoresErrors });

        Assert.AreEqual(2L, await site.Database.QueryAsync<long>("SELECT count(*) FROM part"));
    }

    [TestMethod]
    [DataRow("ROLLBACK;\n")]
    [DataRow("CLOSE ALL;\n")]
    [DataRow("\\connect\nCREATE TABLE b ();\n")]
    [DataRow("\\set ON_ERROR_STOP off\nROLLBACK;\nSELECT 1;\n")]
    public async Task A_guard_that_is_gone_is_noticed_at_the_end(string included)
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("part.sql", included);
        site.Folder.Write("seed.sql", "CREATE TABLE before ();\n\\i part.sql\n");
        var failure = await site.RefusesAsync("seed.sql", request => request with { TrustDump = true });
        Assert.AreEqual(("PUM5015", "34000"), (failure.Code, failure.SqlState), failure.ToString());
        Assert.DoesNotContain("pum_guard_", failure.Text);
    }

    [TestMethod]
    public async Task What_a_script_includes_restores_and_may_commit_where_the_database_is_replaced()
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("part.sql", "BEGIN;\nCREATE TABLE part (a int);\nCOMMIT;\nBEGIN;\nROLLBACK;\n");
        site.Folder.Write("whole.sql", "CREATE TABLE whole (a int);\n");
        site.Folder.Write("seed.sql", "\\i whole.sql\nBEGIN;\nINSERT INTO whole VALUES (1);\nCOMMIT \\g\n");
        await site.RestoreAsync("seed.sql", request => request with { TrustDump = true });
        Assert.AreEqual(1L, await site.Database.QueryAsync<long>("SELECT count(*) FROM whole"));

        site.Folder.Write("seed.sql", "SELECT 1;\n\\i whole.sql\n\\i part.sql\n");
        Assert.AreEqual("PUM5004", (await site.RefusesAsync("seed.sql", request => request with { TrustDump = true })).Code);
        await site.RestoreAsync(
            "seed.sql", request => request with { TrustDump = true, ReplaceDatabase = true, ConfirmReplace = site.Database.Name });
        Assert.AreEqual(0L, await site.Database.QueryAsync<long>("SELECT count(*) FROM part"));
    }

    [TestMethod]
    public async Task Errors_that_a_script_tells_psql_to_go_on_after_are_warnings()
    {
        await using var site = await FaultSite.CreateAsync();
        var reporter = new CollectingReporter();
        site.Folder.Write(
            "seed.sql",
            "\\set ON_ERROR_ROLLBACK on\n\\set ON_ERROR_STOP off\nDROP TABLE nowhere;\n\\set ON_ERROR_STOP on\nCREATE TABLE made ();\n");
        var result = await RestoreOperation.RunAsync(
            new() { Caller = "PumRestore", Connection = site.Database.Request, File = site.Folder["seed.sql"], BaseDirectory = site.Folder.FullName, ToolPath = site.ToolPath, TrustDump = true }, reporter);
        Assert.AreEqual(1, result.IgnoredErrors);
        Assert.AreEqual("PUM5010 3", string.Join(' ', reporter.Warnings.Select(warning => $"{warning.Code} {warning.Location?.Line}")));

        site.Folder.Write("seed.sql", "\\set ON_ERROR_STOP off\nCREATE TABLE other ();\nDROP TABLE nowhere;\nCREATE TABLE after ();\n");
        var failure = await site.RefusesAsync("seed.sql", request => request with { TrustDump = true });
        Assert.AreEqual(("42P01", 3), (failure.SqlState, failure.Location?.Line), failure.ToString());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_database_that_is_read_only_by_default_stays_so(bool trusted)
    {
        await using var site = await FaultSite.CreateAsync();
        await site.Database.ExecuteAsync($"ALTER DATABASE {site.Database.Name} SET default_transaction_read_only = on");
        site.Folder.Write("seed.sql", "CREATE TABLE made ();\n");
        var failure = await FaultSite.FailureOf(site.RestoreAsync("seed.sql", request => request with { TrustDump = trusted }));
        Assert.AreEqual("PUM5001", failure?.Code);
        Assert.Contains("read-only", failure!.Message);
        Assert.IsFalse(await site.Database.QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'made')"));
    }
}
