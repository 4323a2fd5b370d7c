using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using Pum.TestSupport;

namespace Pum.Dumper.Tests.Seeding;

/// <summary>When a dump counts as the one that was described.</summary>
[TestClass]
public sealed class SeedDumpTests : IDisposable
{
    private static readonly DateTime Time = new(2026, 11, 29, 6, 0, 0, DateTimeKind.Utc);

    private readonly TestFolder _folder = new();

    [TestMethod]
    public async Task What_has_the_size_and_the_time_of_before_is_not_hashed_again()
    {
        foreach (var file in (string[])["app.sql", "app/toc.dat"])
        {
            File.SetLastWriteTimeUtc(_folder.Write(file, "1"), Time);
            var entry = Entry(_folder[file.Split('/')[0]]);
            var known = (await SeedDump.DescribeAsync(entry, [], CancellationToken.None)) with { Sha256 = "known" };

            Assert.AreEqual("known", await HashAsync(entry, known));
            File.SetLastWriteTimeUtc(_folder[file], Time.AddSeconds(1));
            Assert.AreNotEqual("known", await HashAsync(entry, known));
            File.SetLastWriteTimeUtc(_folder.Write(file, "12"), Time);
            Assert.AreNotEqual("known", await HashAsync(entry, known));
        }
    }

    [TestMethod]
    public async Task Another_file_is_hashed_though_size_and_time_are_the_same()
    {
        File.SetLastWriteTimeUtc(_folder.Write("old/app.sql", "1"), Time);
        File.SetLastWriteTimeUtc(_folder.Write("new/app.sql", "2"), Time);
        var known = await SeedDump.DescribeAsync(Entry(_folder["old/app.sql"]), [], CancellationToken.None);

        Assert.AreNotEqual(known.Sha256, await HashAsync(Entry(_folder["new/app.sql"]), known with { File = "A.seeds/app/app.sql" }));
    }

    [TestMethod]
    public async Task Another_content_is_PUM1003_though_size_and_time_are_the_same()
    {
        File.SetLastWriteTimeUtc(_folder.Write("app.sql", "SELECT 1;"), Time);
        var entry = await SeedDump.DescribeAsync(Entry(_folder["app.sql"]), [], CancellationToken.None);
        await SeedDump.CheckAsync(entry);

        File.SetLastWriteTimeUtc(_folder.Write("app.sql", "SELECT 2;"), Time);

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() => SeedDump.CheckAsync(entry));
        Assert.AreEqual("PUM1003", failure.Code);
        Assert.Contains("Build again", failure.Message);
    }

    [TestMethod]
    public async Task Another_time_alone_is_the_same_dump()
    {
        _folder.Write("app/toc.dat", "1");
        var entry = await SeedDump.DescribeAsync(Entry(_folder["app"]), [], CancellationToken.None);

        File.SetLastWriteTimeUtc(_folder["app/toc.dat"], Time);

        await SeedDump.CheckAsync(entry);
    }

    [TestMethod]
    public async Task A_large_dump_is_hashed_only_where_its_time_differs()
    {
        using (var stream = File.Create(_folder["app.dump"]))
            stream.SetLength(SeedDump.AlwaysHashed + 1);
        var entry = Entry(_folder["app.dump"]) with
        {
            Sha256 = "never computed",
            Size = SeedDump.AlwaysHashed + 1,
            Written = File.GetLastWriteTimeUtc(_folder["app.dump"]),
        };

        await SeedDump.CheckAsync(entry);
        await Assert.ThrowsExactlyAsync<PumFailureException>(() => SeedDump.CheckAsync(entry with { Written = Time }));
    }

    [TestMethod]
    public async Task A_dump_that_is_missing_is_PUM1003_and_to_be_built_again()
    {
        var failure = (await Assert.ThrowsExactlyAsync<PumFailureException>(() => SeedDump.CheckAsync(Entry(_folder["app.dump"])))).Failure;

        Assert.AreEqual(("PUM1003", "Build again, which copies it there."), (failure.Code, failure.Advice));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> HashAsync(SeedEntry entry, SeedEntry known) =>
        (await SeedDump.DescribeAsync(entry, [known], CancellationToken.None)).Sha256;

    private static SeedEntry Entry(string file) =>
        new() { Name = "app", File = file, Sha256 = "", Size = 0, Written = default, DefinedIn = "" };
}
