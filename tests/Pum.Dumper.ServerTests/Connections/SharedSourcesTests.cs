using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>The sources that the sessions of one restore share.</summary>
[TestClass]
public sealed class SharedSourcesTests
{
    [TestMethod]
    public async Task A_restore_makes_the_sources_of_all_its_databases_before_the_new_one_is_created()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = folder.Write("seed.sql", "CREATE TABLE film (id int);\n"),
            BaseDirectory = folder.FullName,
            ToolPath = target.Server.BinDirectory,
            ReplaceDatabase = true,
        };
        using var dump = DumpFile.Open(request.File);
        await using var sources = new SharedSources();

        await using var plan = await RestorePlanner.PlanAsync(
            request, dump, sources, new CollectingReporter(), HostEnvironment.Current(folder.FullName), CancellationToken.None);
        Assert.AreEqual(2, sources.Count, "the target and the maintenance database");
        var context = plan.Context with { Request = request with { BaseTemplate = "none_such" } };
        await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => NewDatabase.CreateAsync(context, plan.Properties, plan.Replaced, CancellationToken.None));

        Assert.AreEqual(4, sources.Count, "and the new one, and the old one under the name that it gets in the swap");
    }

    [TestMethod]
    public async Task A_session_outlives_its_source_and_a_later_one_has_a_source_of_its_own()
    {
        await using var database = await TestDatabase.CreateAsync();
        var sources = new SharedSources();
        var connection = ConnectionResolver.Resolve(database.Request, HostEnvironment.Current(AppContext.BaseDirectory)) with
        {
            SharedSources = sources,
        };
        await using var session = await OpenAsync();
        await using (var second = await OpenAsync())
            Assert.AreEqual(1, sources.Count);

        await sources.DisposeAsync();

        await using var later = await OpenAsync();
        foreach (var each in new[] { session, later })
        {
            Assert.AreEqual(database.Name, await each.QueryAsync(
                "SELECT pg_catalog.current_database()::pg_catalog.text", row => row.GetString(0), CancellationToken.None));
        }

        Assert.AreEqual(0, sources.Count);

        Task<Dumper.Connections.Session> OpenAsync() =>
            SessionOpening.OpenAsync(connection, new FailureContext("test", 0, [], "", Dumping: false, ""), CancellationToken.None);
    }
}
