using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>What the client tools of every major really print is recognised: the tables of texts rest on nothing else.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ToolMessagesTests
{
    /// <summary>Arguments for a tool, with {0} for the connection, {1} for a folder that holds dumps; and the code.</summary>
    public static IEnumerable<(string Tool, string[] Arguments, string Code)> Runs =>
    [
        ("pg_dump", ["--dbname={0} password=wrong"], "PUM3004"),
        ("pg_dump", ["--dbname={0} password='' passfile=/dev/null"], "PUM3004"),
        ("pg_dump", ["--dbname={0} user=nobody_at_all"], "PUM3004"),
        ("pg_dump", ["--dbname={0} requirepeer=nobody host={2}"], "PUM3004"),
        ("pg_dump", ["--dbname={0} sslmode=require"], "PUM3007"),
        ("pg_dump", ["--dbname={0} dbname=nowhere"], "PUM3005"),
        ("pg_dump", ["--dbname={0} dbname=template0"], "PUM3006"),
        ("pg_dump", ["--dbname={0} port=1"], "PUM3003"),
        ("pg_dump", ["--dbname={0} host=/nowhere"], "PUM3003"),
        ("pg_dump", ["--dbname={0} host=no.such.host.invalid"], "PUM3003"),
        ("pg_dump", ["--dbname={0} host=127.0.0.1,{2} port=1,{3} dbname=nowhere"], "PUM3005"),
        ("pg_dump", ["--dbname={0}", "--schema=nowhere"], "PUM4003"),
        ("pg_dump", ["--dbname={0}", "--table=nowhere"], "PUM4003"),
        ("pg_dump", ["--dbname={0}", "--role=nowhere"], "PUM4002"),
        ("pg_dump", ["--dbname={0}", "--role=postgres"], "PUM4002"),
        ("pg_dump", ["--dbname={0}", "--table=secret"], "PUM4002"),
        ("pg_dump", ["--dbname={0}", "--table=guarded"], "PUM4002"),
        ("pg_dump", ["--dbname={0}", "--table=film", "--file=/nowhere/snap"], "PUM1004"),
        ("pg_dump", ["--dbname={0}", "--table=film", "--file=/proc/snap", "--format=directory"], "PUM1004"),
        ("pg_dump", ["--dbname={0}", "--no-such"], "PUM4001"),
        ("pg_restore", ["--dbname={0}", "{1}/snap"], "PUM5004"),
        ("pg_restore", ["--dbname={0}", "--single-transaction", "{1}/snap"], "PUM5004"),
        ("pg_restore", ["--dbname={0}", "--single-transaction", "{1}/owned"], "PUM5005"),
        ("pg_restore", ["--dbname={0}", "--role=nowhere", "{1}/snap"], "PUM5006"),
        ("pg_restore", ["--dbname={0}", "--strict-names", "--schema=nowhere", "{1}/snap"], "PUM5013"),
        ("pg_restore", ["--dbname={0}", "--strict-names", "--table=nowhere", "{1}/snap"], "PUM5013"),
        ("pg_restore", ["--file=/dev/null", "{1}/cut"], "PUM5003"),
        ("pg_restore", ["--file=/dev/null", "{1}/short"], "PUM5003"),
        ("pg_restore", ["--file=/dev/null", "{1}/nonsense"], "PUM5003"),
        ("pg_restore", ["--file=/dev/null", "{1}/torn"], "PUM5003"),
        ("pg_restore", ["--dbname={0} dbname=nowhere", "{1}/snap"], "PUM3005"),
        ("psql", ["--dbname={0} dbname=nowhere"], "PUM3005"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=TABLE secret"], "PUM5005"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=CREATE TABLE film ()"], "PUM5004"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=CREATE EXTENSION nowhere"], "PUM5006"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=SET ROLE nowhere"], "PUM5006"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=ALTER TABLE film OWNER TO nowhere"], "PUM5006"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=BEGIN", "--command=VACUUM film"], "PUM5016"),
        ("psql", ["--dbname={0}", "--set=VERBOSITY=verbose", "--command=SELECT pg_terminate_backend(pg_backend_pid())"], "PUM5012"),
    ];

    [TestMethod]
    [DataRow(0)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task What_the_tools_print_has_its_code(int major)
    {
        var server = major == 0 ? await TestServer.GetAsync() : await TestServer.GetAsync(major);
        await using var database = await TestDatabase.CreateAsync(server, TestServer.Plain);
        using var folder = new TestFolder();
        await PrepareAsync(database, folder);
        var failures = new List<string>();

        foreach (var (tool, arguments, code) in Runs)
        {
            string[] words = [.. arguments.Select(
                argument => string.Format(null, argument, database.Conninfo, folder.FullName, server.SocketDirectory, server.Port))];
            var (exitCode, lines) = await RunAsync(server.BinDirectory, tool, words, folder);
            var failure = ToolMessageReader.Read(
                new(tool, exitCode, [.. lines], "", Dumping: tool == "pg_dump", "/snap", InOneTransaction: tool != "pg_dump"));
            if (failure.Code != code)
                failures.Add($"{code}, and not {failure.Code}: {tool} {string.Join(' ', words)}\n{string.Join('\n', lines)}");
        }

        Assert.AreEqual("", string.Join("\n\n", failures));
    }

    private static async Task PrepareAsync(TestDatabase database, TestFolder folder)
    {
        await database.ExecuteAsSuperuserAsync($"""
            CREATE TABLE secret (a int);
            CREATE TABLE guarded (a int);
            ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON guarded USING (a = 1);
            GRANT SELECT ON guarded TO {TestServer.Plain};
            GRANT CREATE ON SCHEMA public TO {TestServer.Plain};
            SET ROLE {TestServer.Plain};
            CREATE TABLE film (id int PRIMARY KEY, title text);
            INSERT INTO film SELECT n, md5(n::text) FROM generate_series(1, 20000) n;
            """);
        var bin = database.Server.BinDirectory;
        Assert.AreEqual((0, ""), await Dumped("snap", "--table=film"));
        await database.ExecuteAsSuperuserAsync("CREATE SCHEMA theirs; CREATE TABLE theirs.film (a int)");
        await database.As(database.Server.Superuser).ExecuteAsync("CREATE TABLE theirs.other (a int)");
        var (code, said) = await RunAsync(bin, "pg_dump", [$"--dbname={database.As(database.Server.Superuser).Conninfo}", "--format=custom", "--schema=theirs", $"--file={folder["owned"]}"], folder);
        Assert.AreEqual((0, ""), (code, string.Join('\n', said)));
        await database.ExecuteAsSuperuserAsync("DROP SCHEMA theirs CASCADE; CREATE SCHEMA theirs");
        await database.ExecuteAsSuperuserAsync($"REVOKE CREATE ON DATABASE {database.Name} FROM {TestServer.Plain}; ALTER DATABASE {database.Name} OWNER TO {database.Server.Superuser}");
        var whole = await File.ReadAllBytesAsync(folder["snap"]);
        await File.WriteAllBytesAsync(folder["cut"], whole[..(whole.Length - 1000)]);
        await File.WriteAllBytesAsync(folder["short"], whole[..3]);
        await File.WriteAllBytesAsync(folder["nonsense"], [.. Enumerable.Repeat((byte)'x', 2000)]);
        var (_, dumped) = await RunAsync(
            bin, "pg_dump", [$"--dbname={database.Conninfo}", "--format=directory", "--table=film", $"--file={folder["torn"]}"], folder);
        Assert.IsEmpty(dumped);
        foreach (var data in Directory.EnumerateFiles(folder["torn"], "*.dat*"))
            File.Delete(data);

        async Task<(int, string)> Dumped(string file, string what)
        {
            var (exitCode, lines) = await RunAsync(
                bin, "pg_dump", [$"--dbname={database.Conninfo}", "--format=custom", what, $"--file={folder[file]}"], folder);
            return (exitCode, string.Join('\n', lines));
        }
    }

    private static async Task<(int ExitCode, List<string> Lines)> RunAsync(string bin, string tool, string[] arguments, TestFolder folder)
    {
        var lines = new List<string>();
        var exitCode = await ToolProcess.RunAsync(
            new() { Program = Path.Combine(bin, tool), Arguments = ["--no-password", .. arguments], WorkingDirectory = folder.FullName, OnError = lines.Add }, CancellationToken.None);
        return (exitCode, lines);
    }
}
