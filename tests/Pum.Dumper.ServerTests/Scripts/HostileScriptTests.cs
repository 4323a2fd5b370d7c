using Pum.Dumper.Scripts;

namespace Pum.Dumper.ServerTests.Scripts;

[TestClass]
public sealed class HostileScriptTests
{
    private static readonly int[] Majors = [15, 17, 18];

    private static readonly string[] Commands =
    [
        @"\! touch CANARY",
        @"SELECT 1; \! touch CANARY",
        @"SELECT 1 \! touch CANARY",
        "\\copy (SELECT 1) to program 'touch CANARY'",
        "SELECT 1;\n\\o |touch CANARY\nSELECT 1;",
        @"SELECT 1 \g |touch CANARY",
        @"\set x `touch CANARY`",
        @"\unrestrict `touch CANARY`",
        "\\unrestrict 'a'`touch CANARY`",
        "SELECT 1\\;\\unrestrict `touch CANARY`",
        "\\restrict a\n\\unrestrict a\n\\! touch CANARY",
        "\\restrict a\n\\unrestrict b\n\\unrestrict a`touch CANARY`",
        "\\unres\0\ntrict `touch CANARY`",
        "\\!\0 touch CANARY\n",
        "SELECT E'\\'' \\! touch CANARY",
        "SELECT 'a\\'; \\! touch CANARY",
        "/* /* */ */ \\! touch CANARY",
        "-- a\r\\! touch CANARY",
        "SELECT 1;\r\n\\! touch CANARY\r\n",
        "\uFEFF\\! touch CANARY",
        "CREATE TABLE c(t text);\nCOPY c FROM stdin;\n1\n\\.\n\\! touch CANARY",
        "CREATE TABLE c(t text);\nCOPY c FROM stdin; \\! touch CANARY\n1\n\\.\n",
        "COPY absent FROM stdin;\n\\! touch CANARY\n\\.\n",
        "SELECT set_config('standard_conforming_strings', 'off', false);\nSELECT 'a\\' \\! touch CANARY';",
        "DO $$ BEGIN PERFORM set_config('standard_' || 'conforming_strings', 'off', false); END $$;\nSELECT '\\' ; '; \\! touch CANARY\n--';",
        "DO $$ BEGIN PERFORM set_config('client_' || 'encoding', 'SJIS', false); END $$;\nSELECT '\u0081' ; '; \\! touch CANARY\n--';",
    ];

    public static IEnumerable<object[]> Cases => from major in Majors from command in Commands select new object[] { major, command };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task No_dump_runs_a_command(int major, string command)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        using var folder = new TestFolder();
        var script = command.Replace("CANARY", folder["canary"], StringComparison.Ordinal);
        var psql = PsqlRun.VersionOf(database.Server);
        var facts = ScriptScanner.Scan(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(script)));
        var refused = ScriptCheck.Check(facts, "/dumps/app.sql", ScriptMode.Guarded, trusted: false, psql);
        if (refused.IsEmpty)
        {
            // Psql itself is the guard where the script hides what it does from every scan.
            var session = PsqlInvocation.For(ScriptMode.Guarded, psql, trusted: false);
            var run = await PsqlRun.FeedAsync(database, script, session);
            Assert.IsFalse(run.IsComplete(session), run.ToString());
        }
        Assert.IsFalse(File.Exists(folder["canary"]));
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Psql_refuses_commands_that_the_scan_would_have_missed(int major)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        foreach (var command in Commands.Where(
            command => !command.Contains("restrict", StringComparison.Ordinal) && !command.Contains('\0')))
        {
            using var folder = new TestFolder();
            var script = command.Replace("CANARY", folder["canary"], StringComparison.Ordinal);
            await PsqlRun.FeedAsync(
                database, script, PsqlInvocation.For(ScriptMode.Guarded, PsqlRun.VersionOf(database.Server), trusted: false));
            Assert.IsFalse(File.Exists(folder["canary"]), script);
        }
    }
}
