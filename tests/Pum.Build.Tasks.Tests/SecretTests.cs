using System.Text;
using Npgsql;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>
/// A password that stands in no project reaches no log, no other user and no file: not the console at its most talkative, not a binary log.
/// </summary>
[TestClass]
public sealed class SecretTests
{
    [TestMethod]
    [DataRow("Service=\"ci\"")]
    [DataRow("Service=\"passfile\"")]
    [DataRow("ConnectionStringVariable=\"KEYWORDS\"")]
    [DataRow("ConnectionStringVariable=\"URI\"")]
    public async Task A_password_shows_nowhere(string connection)
    {
        // Whatever way the rest is escaped, the letters stay.
        var canary = $"{Guid.NewGuid():N}";
        var password = $"c@na/ry {canary}";
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film (id int); CREATE TABLE held ()");
        await database.ExecuteAsSuperuserAsync($"CREATE ROLE canary_{canary[..8]} LOGIN PASSWORD '{password}' IN ROLE {TestServer.Owner}");
        await using var holder = await database.OpenAsync();
        await using (var locking = new NpgsqlCommand("BEGIN; LOCK TABLE held", holder))
            await locking.ExecuteNonQueryAsync();
        using var folder = await ProjectFolder.CreateAsync();
        WriteConnections(folder, database, $"canary_{canary[..8]}", password);
        folder.Write("given/echo.sql", $"DO $$ BEGIN RAISE NOTICE 'noticed {password}'; RAISE EXCEPTION 'echoed {password}' USING DETAIL = '{password}', HINT = '{password}'; END $$;\n");
        folder.WriteLibrary("snap.csproj",
            $"""
              <Target Name="Snap">
                <PumDump {connection} File="held.dump" Tables="held" LockTimeout="500ms" ContinueOnError="true" />
                <PumDump {connection} File="snap.dump" ExcludeTables="held">
                  <Output TaskParameter="DumpFile" ItemName="Made" />
                </PumDump>
                <PumRestore {connection} File="snap.dump" ContinueOnError="true" />
                <PumRestore {connection} File="given/echo.sql" ContinueOnError="true" />
                <PumRestore {connection} File="given/echo.sql" IgnoreErrors="true">
                  <Output TaskParameter="RestoredDatabase" ItemName="Made" />
                </PumRestore>
                <WriteLinesToFile File="made.txt" Lines="@(Made->'%(Identity) %(ConnectionString)')" />
              </Target>
            """);

        var (run, seen) = await Onlooker.RunAsync(
            folder, "build", "snap.csproj", "-t:Snap", "-v:diag", "-bl:build.binlog", "-p:Control=ControlWord");

        CollectionAssert.AreEquivalent(
            (string[])["PUM4005", "PUM5005", "PUM5004", "PUM5005", "PUM5001", "PUM5005", "PUM5010"],
            run.Succeeds().Messages.Select(message => message.Code).ToArray(),
            run.Output);
        var log = await BinaryLog.ReadAsync(folder["build.binlog"]);
        Assert.Contains("ControlWord", run.Output);
        Assert.Contains("echoed ***", run.Output);
        Assert.Contains("ControlWord", log.Events);
        Assert.Contains($"<PumDump {connection}", log.Files, "The projects that the log embeds were not read.");
        Assert.Contains($"Database={database.Name}", await File.ReadAllTextAsync(folder["made.txt"]));
        Assert.DoesNotContain(canary, run.Output);
        Assert.DoesNotContain(canary, log.Events);
        Assert.DoesNotContain(canary, log.Files);
        Assert.AreEqual("", string.Join('\n', FilesWith(canary, folder)));
        if (OperatingSystem.IsLinux())
        {
            Assert.IsTrue(seen.Any(text => text.Contains("held.dump", StringComparison.Ordinal) || text.Contains("--table=held", StringComparison.Ordinal)), "pg_dump was not seen.");
            Assert.AreEqual("", string.Join('\n', seen.Where(text => text.Contains(canary, StringComparison.Ordinal))));
        }
    }

    [TestMethod]
    public async Task A_connection_string_of_a_project_is_no_parameter_in_a_log()
    {
        var canary = $"{Guid.NewGuid():N}";
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj",
            $"""
              <Target Name="Snap">
                <PumDump ConnectionString="host=127.0.0.1 port=1 dbname=app password={canary}" File="snap.dump" Database="ControlWord" ContinueOnError="true" />
                <PumRestore ConnectionString="host=127.0.0.1 port=1 dbname=app password={canary}" File="snap.dump" Database="ControlWord" ContinueOnError="true" />
              </Target>
            """);

        var run = (await folder.DotnetAsync("build", "snap.proj", "-t:Snap", "-v:diag", "-bl:build.binlog")).Succeeds();

        var log = await BinaryLog.ReadAsync(folder["build.binlog"]);
        Assert.Contains("Task Parameter:Database=ControlWord", run.Output);
        Assert.Contains("ControlWord", log.Events);
        Assert.DoesNotContain(canary, run.Output);
        Assert.DoesNotContain(canary, log.Events);
    }

    private static void WriteConnections(ProjectFolder folder, TestDatabase database, string role, string password)
    {
        var server = database.Server;
        var place = $"host={server.Host}\nport={server.Port}\ndbname={database.Name}\nuser={role}\nsslpassword={password}\n";
        folder.Variables["PGSERVICEFILE"] = folder.Write(
            "given/pg_service.conf", $"[ci]\n{place}password={password}\n[passfile]\n{place}passfile={folder["given/pgpass"]}\n");
        folder.Variables["KEYWORDS"] = $"host={server.Host} port={server.Port} dbname={database.Name} user={role} password='{password}' sslpassword='{password}'";
        folder.Variables["URI"] = $"postgresql://{role}:{Uri.EscapeDataString(password)}@{server.Host}:{server.Port}/{database.Name}?sslpassword={Uri.EscapeDataString(password)}";
        var passfile = folder.Write("given/pgpass", $"*:*:*:*:{password}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The files of the build that hold a text, those aside that were given to it.</summary>
    private static IEnumerable<string> FilesWith(string text, ProjectFolder folder) =>
        Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories)
        .Where(file => !file.StartsWith(folder["given"], StringComparison.Ordinal))
        .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
}
