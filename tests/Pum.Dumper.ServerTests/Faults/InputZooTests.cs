using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>What people pass in place of a dump: it restores, or the failure says what it is.</summary>
[TestClass]
public sealed class InputZooTests
{
    private const string Script = "CREATE TABLE zoo (a text);\nINSERT INTO zoo VALUES ('x');\n";

    /// <summary>What each is, with the code and the words that name it.</summary>
    private static readonly ImmutableDictionary<string, (string Code, string Words, byte[] Content)> Animals =
        new Dictionary<string, (string, string, byte[])>
        {
            ["Git LFS pointer"] = ("PUM5002", "a Git LFS pointer", Ascii("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n")),
            ["UTF-16, little-endian"] = ("PUM5002", "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Script)]),
            ["UTF-16, big-endian"] = ("PUM5002", "UTF-16", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Script)]),
            ["UTF-16 without a mark"] = ("PUM5002", "UTF-16", Encoding.Unicode.GetBytes(Script)),
            ["zip"] = ("PUM5002", "a zip archive", Zip(Script)),
            ["empty"] = ("PUM5002", "empty", []),
            ["gzip of nothing"] = ("PUM5002", "empty", Gzip([])),
            ["PNG"] = ("PUM5002", "a PNG image", Png),
            ["gzip of a PNG"] = ("PUM5002", "a PNG image", Gzip(Png)),
            ["SQLite"] = ("PUM5002", "an SQLite database", [.. Ascii("SQLite format 3\0"), .. new byte[4080]]),
            ["random bytes"] = ("PUM5002", "a binary file of unknown kind", RandomBytes(100_000)),
            ["gzip of gzip"] = ("PUM5002", "gzip around gzip", Gzip(Gzip(Ascii(Script)))),
            ["HTML"] = ("PUM5002", "an HTML page", Ascii("<!DOCTYPE html><html><body>404</body></html>")),
            ["comment"] = ("PUM5002", "no SQL statement", Ascii("-- nothing but a comment\n")),
            ["concurrent index"] = ("PUM5016", "CREATE INDEX CONCURRENTLY", Ascii(Script + "CREATE INDEX CONCURRENTLY i ON zoo (a);\n")),
            ["prose"] = ("PUM5001", "syntax error", Ascii("dear diary,\ntoday I learned SQL;\n")),
        }.ToImmutableDictionary();

    private static IEnumerable<string> Names => Animals.Keys.Order(StringComparer.Ordinal);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task What_is_no_dump_is_named(string animal)
    {
        await using var site = await FaultSite.CreateAsync();
        await File.WriteAllBytesAsync(site.Folder["passed.dump"], Animals[animal].Content);
        var failure = await site.RefusesAsync("passed.dump");
        Assert.AreEqual(Animals[animal].Code, failure.Code, failure.ToString());
        Assert.Contains(Animals[animal].Words, failure.Message);
        Assert.AreEqual(site.Folder["passed.dump"], failure.Location?.File);
    }

    [TestMethod]
    public async Task A_gzipped_archive_is_named_and_so_is_a_folder_that_is_no_dump()
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap");
        await File.WriteAllBytesAsync(site.Folder["snap.gz"], Gzip(await File.ReadAllBytesAsync(site.Folder["snap"])));
        var gzipped = await site.RefusesAsync("snap.gz");
        Assert.AreEqual("PUM5002", gzipped.Code);
        Assert.Contains("gzip around an archive of pg_dump", gzipped.Message);
        site.Folder.Write("project/readme.md", "# Mine");
        var folder = await site.RefusesAsync("project");
        Assert.AreEqual("PUM5002", folder.Code);
        Assert.Contains("a folder without toc.dat", folder.Message);
    }

    [TestMethod]
    public async Task A_dump_with_connect_and_a_dump_of_a_whole_cluster_are_named()
    {
        await using var site = await FaultSite.CreateAsync();
        Assert.AreEqual(0, await BareTool.RunAsync(site, "pg_dump", "--create", $"--file={site.Folder["create.sql"]}"));
        var create = await site.RefusesAsync("create.sql");
        Assert.AreEqual("PUM5002", create.Code, create.ToString());
        Assert.Contains("\\connect", create.Message);

        var administrator = site.Database.As(site.Database.Server.Superuser);
        Assert.AreEqual(0, await BareTool.RunAsync(site, administrator, "pg_dumpall", "--schema-only", $"--file={site.Folder["all.sql"]}"));
        var cluster = await site.RefusesAsync("all.sql");
        Assert.AreEqual("PUM5002", cluster.Code, cluster.ToString());
        Assert.Contains("pg_dumpall", cluster.Message);
    }

    [TestMethod]
    public async Task What_people_write_by_hand_restores()
    {
        await using var site = await FaultSite.CreateAsync();
        var crlf = Script.Replace("\n", "\r\n", StringComparison.Ordinal);
        foreach (var (name, content) in new (string, byte[])[]
        {
            ("begin and commit", Ascii($"BEGIN;\n{Script}COMMIT;\n")),
            ("byte-order mark", [0xEF, 0xBB, 0xBF, .. Ascii(Script)]),
            ("Windows' lines", Ascii(crlf)),
            ("gzip", Gzip(Ascii(Script))),
            ("no last newline", Ascii(Script.TrimEnd())),
            ("no last semicolon", Ascii(Script.TrimEnd().TrimEnd(';'))),
            ("a long line", Ascii($"CREATE TABLE zoo (a text); INSERT INTO zoo VALUES ('{new string('x', 3_000_000)}');")),
        })
        {
            await File.WriteAllBytesAsync(site.Folder["seed.sql"], content);
            var failure = await FaultSite.FailureOf(site.RestoreAsync("seed.sql"));
            Assert.IsNull(failure, $"{name}: {failure}");
            Assert.AreEqual(1L, await site.Database.QueryAsync<long>("SELECT count(*) FROM zoo"), name);
            await site.Database.ExecuteAsync("DROP TABLE zoo");
        }
        await site.NothingIsLeftAsync();
    }

    private static byte[] Png => [0x89, .. Ascii("PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"), 8, 6, 0, 0, 0];

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(5002).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    private static byte[] Zip(string content)
    {
        using var compressed = new MemoryStream();
        using (var zip = new ZipArchive(compressed, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("seed.sql").Open();
            entry.Write(Ascii(content));
        }
        return compressed.ToArray();
    }
}
