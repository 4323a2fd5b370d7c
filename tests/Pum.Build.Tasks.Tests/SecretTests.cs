using System.IO.Compression;
using System.Text;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>A password that stands in no project reaches no log: not the console at its most talkative, not a binary log.</summary>
[TestClass]
public sealed class SecretTests
{
    private const string Canary = "Canary7fe1b2c9";

    [TestMethod]
    [DataRow("Service=\"ci\"")]
    [DataRow("Service=\"passfile\"")]
    [DataRow("ConnectionStringVariable=\"DB\"")]
    public async Task A_password_shows_nowhere(string connection)
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = $"canary_{Guid.NewGuid():N}";
        await database.ExecuteAsync("CREATE TABLE film (id int)");
        await database.ExecuteAsSuperuserAsync($"CREATE ROLE {role} LOGIN PASSWORD '{Canary}' IN ROLE {TestServer.Owner}");
        using var folder = await ProjectFolder.CreateAsync();
        var place = $"host={database.Server.Host}\nport={database.Server.Port}\ndbname={database.Name}\nuser={role}\n";
        folder.Variables["PGSERVICEFILE"] = folder.Write("pg_service.conf", $"[ci]\n{place}password={Canary}\n[passfile]\n{place}passfile={folder["pgpass"]}\n");
        folder.Variables["DB"] = $"host={database.Server.Host} port={database.Server.Port} dbname={database.Name} user={role} password={Canary}";
        var passfile = folder.Write("pgpass", $"*:*:*:*:{Canary}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        folder.Write("bad.sql", "INSERT INTO nowhere VALUES (1);\n");
        folder.WriteSdkProject("snap.proj",
            $"""
              <Target Name="Snap">
                <PumDump {connection} File="snap.dump" />
                <PumRestore {connection} File="snap.dump" Clean="true" ConfirmReplace="{database.Name}" ContinueOnError="true" />
                <PumRestore {connection} File="bad.sql" ContinueOnError="true" />
              </Target>
            """);

        var run = (await folder.DotnetAsync("build", "snap.proj", "-t:Snap", "-v:diag", "-bl:build.binlog", "-p:Control=ControlWord")).Succeeds();

        Assert.IsTrue(File.Exists(folder["snap.dump"]), run.Output);
        var log = await BinaryLogAsync(folder["build.binlog"]);
        Assert.Contains("ControlWord", run.Output);
        Assert.Contains("ControlWord", log);
        Assert.Contains($"<PumDump {connection}", log, "The projects that the log embeds were not read.");
        Assert.DoesNotContain(Canary, run.Output);
        Assert.DoesNotContain(Canary, log);
    }

    /// <summary>Everything in a binary log, the archive of project files in it unpacked, as one text.</summary>
    private static async Task<string> BinaryLogAsync(string path)
    {
        using var content = new MemoryStream();
        await using (var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            await zipped.CopyToAsync(content);
        var bytes = content.ToArray();
        var text = new StringBuilder(Encoding.UTF8.GetString(bytes));
        var start = bytes.AsSpan().IndexOf("PK\u0003\u0004"u8);
        Assert.IsGreaterThanOrEqualTo(0, start, "The log embeds no archive of project files.");
        // The end record has 22 bytes: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
        var end = bytes.AsSpan().LastIndexOf("PK\u0005\u0006"u8) + 22;
        using var archive = new ZipArchive(new MemoryStream(bytes[start..end]));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.Append(await reader.ReadToEndAsync());
        }
        return text.ToString();
    }
}
