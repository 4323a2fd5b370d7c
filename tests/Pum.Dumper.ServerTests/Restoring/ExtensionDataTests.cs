using System.Runtime.Versioning;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;
using static Pum.Dumper.ServerTests.RoundTrip.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>
/// What an extension marks for dumps (<c>pg_extension_config_dump</c>). From 18 on a server finds extensions in folders that a setting
/// names.
/// </summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class ExtensionDataTests
{
    private const string Script = """
        CREATE SEQUENCE queue_number;
        SELECT pg_catalog.pg_extension_config_dump('queue_number', '');
        """;

    [TestMethod]
    public async Task A_sequence_of_an_extension_that_the_restore_creates_is_set()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync("CREATE EXTENSION queue; SELECT setval('queue_number', 42); CREATE TABLE job ()");
        var dump = await DumpAsync(source, DumpKind.Custom, folder);

        await using var target = await TestDatabase.CreateAsync(server);
        await RestoreAsync(dump, target);
        Assert.AreEqual(42L, await target.QueryAsync<long>("SELECT last_value FROM queue_number"));

        // There it would be set for good, whatever becomes of the restore.
        await using var prepared = await TestDatabase.CreateAsync(server);
        await prepared.ExecuteAsync("CREATE EXTENSION queue");
        var failure = await Assert.ThrowsExactlyAsync<Failures.PgRestoreFailedException>(() => RestoreAsync(dump, prepared));
        Assert.AreEqual("PUM5016", failure.Code);
    }

    private static async Task<TemporaryServer> StartAsync(TestFolder folder)
    {
        const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        folder.Write("share/extension/queue.control", "default_version = '1.0'\nsuperuser = false\n");
        folder.Write("share/extension/queue--1.0.sql", Script);
        // The server may run as another user.
        for (var path = folder["share/extension"]; path.StartsWith(Path.GetTempPath(), StringComparison.Ordinal); path = Path.GetDirectoryName(path)!)
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Read);
        return await StartServerAsync(18, ("extension_control_path", $"{folder["share"]}:$system"));
    }
}
