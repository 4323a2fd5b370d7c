using Pum.Dumper.Dumping;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A restore that is cancelled in the middle of its work.</summary>
[TestClass]
internal sealed class CancellationTests
{
    [TestMethod]
    [DataRow(DumpFormat.Custom, false, 1)]
    [DataRow(DumpFormat.Plain, false, 1)]
    [DataRow(DumpFormat.Custom, true, 1)]
    [DataRow(DumpFormat.Plain, true, 1)]
    [DataRow(DumpFormat.Directory, true, 2)]
    public async Task A_cancelled_restore_leaves_no_session_no_tool_no_scratch_database_and_the_target_as_it_was(
        DumpFormat format, bool isNew, int jobs)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        var dump = await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = folder["snap"], Format = format, BaseDirectory = folder.FullName, ToolPath = source.Server.BinDirectory },
            new CollectingReporter());
        await using var target = await (isNew ? TestDatabase.ReserveAsync() : TestDatabase.CreateAsync());
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = dump.File,
            BaseDirectory = folder.FullName,
            ToolPath = target.Server.BinDirectory,
            CreateDatabase = isNew,
            Jobs = jobs,
        };
        using var cancellation = new CancellationTokenSource();

        var restore = RestoreOperation.RunAsync(request, new CollectingReporter(), cancellation.Token);
        var (name, database) = await SlowContent.IsAtWorkAsync(source, jobs);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => restore);
        await SlowContent.IsOverAsync(source, name);
        Assert.AreEqual(isNew ? 0L : 1L, await source.QueryAsync<long>(
            $"SELECT count(*) FROM pg_database WHERE datname IN ('{target.Name}', '{database}')"));
        if (!isNew)
            Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE oid >= 16384"));
    }
}
