using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Dumping;

/// <summary>What stands against a dump and needs no server to be known.</summary>
[TestClass]
public sealed class DumpPreflightTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pum_test_");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public async Task What_needs_no_server_is_said_at_once()
    {
        _folder.CreateSubdirectory("snap.dump");
        var request = new DumpRequest
        {
            Caller = "PumDump",
            Connection = new() { ConnectionStringVariable = "PUM_NO_SUCH" },
            File = Path.Combine(_folder.FullName, "snap.dump"),
            BaseDirectory = _folder.FullName,
            ToolPath = Path.Combine(_folder.FullName, "none"),
            Compression = "brotli",
            SchemaOnly = true,
            DataOnly = true,
            AdditionalOptions = "--file=x",
        };

        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpOperation.RunAsync(request, new SilentReporter()));

        Assert.AreEqual(
            "PUM1001 PUM1001 PUM1001 PUM1002 PUM1004 PUM2001",
            string.Join(' ', failure.Failures.Select(each => each.Code)),
            string.Join('\n', failure.Failures));
        Assert.AreEqual("snap.dump", string.Join(' ', Directory.EnumerateFileSystemEntries(_folder.FullName).Select(Path.GetFileName)));
    }
}
