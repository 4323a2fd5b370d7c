using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Tests.Restoring;

[TestClass]
public sealed class DumpHashTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_dump_that_is_written_to_in_place_has_another_hash_at_the_end(bool isDirectory)
    {
        var folder = Directory.CreateTempSubdirectory("pum_hash_").FullName;
        try
        {
            var written = Path.Combine(folder, "toc.dat");
            await File.WriteAllTextAsync(written, "before");
            DumpFile file = isDirectory
                ? new() { Path = folder, Format = DumpFormat.Directory }
                : new() { Path = written, Format = DumpFormat.Plain };
            await using var hash = DumpHash.Start(file, isExpected: true);
            var first = await hash.GetAsync(CancellationToken.None);
            Assert.AreEqual(first, await hash.GetAgainAsync(CancellationToken.None));

            await File.WriteAllTextAsync(written, "behind");
            File.SetLastWriteTimeUtc(written, DateTime.UtcNow.AddSeconds(1));

            Assert.AreEqual(first, await hash.GetAsync(CancellationToken.None));
            Assert.AreNotEqual(first, await hash.GetAgainAsync(CancellationToken.None));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
