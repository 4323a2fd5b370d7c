using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>The disk that holds the databases is full, and has room again.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class FullServerTests
{
    private const string Rows = "SELECT count(*) FROM film WHERE title <> 'half'";

    /// <summary>More than is free, and less than the disk has when nothing else is on it.</summary>
    private const string Bulk = "INSERT INTO film SELECT n, repeat('x', 1000) FROM generate_series(10, 12009) n";

    [TestMethod]
    public async Task A_restore_that_fills_the_disk_says_so_and_the_next_run_makes_the_seed()
    {
        await using var full = await FullServer.CreateAsync();
        var seed = full.Seed(Bulk);
        await full.FillAsync();

        Says(await full.FailureAsync(seed));

        full.Empty();
        await full.PassesAsync(seed, 12002);
    }

    [TestMethod]
    public async Task A_preparation_that_fills_the_disk_says_so_and_the_next_run_makes_the_seed()
    {
        await using var full = await FullServer.CreateAsync();
        var code = full.Seed("", new CodePreparation("bulk", async (connectionString, _) =>
        {
            await ExecuteAsync(connectionString, "UPDATE film SET title = 'half'");
            await ExecuteAsync(connectionString, Bulk);
            await ExecuteAsync(connectionString, "UPDATE film SET title = 'whole' WHERE title = 'half'");
        }));
        var script = full.Seed("", new ScriptPreparation(full.Site.Folder.Write("bulk.sql", Bulk + ";\n")));
        await full.MakeBaseAsync();
        await full.FillAsync(leave: 10);

        var failed = await full.FailureAsync(code);
        Assert.AreEqual("PUM6001", failed.Code);
        Assert.Contains("No space left on device", failed.Message);
        Says(await full.FailureAsync(script));

        full.Empty();
        await full.PassesAsync(code, 12002);
        await full.PassesAsync(script, 12002);
    }

    [TestMethod]
    public async Task A_clone_that_fills_the_disk_says_so_and_the_next_call_gets_one()
    {
        await using var full = await FullServer.CreateAsync();
        var seed = full.Seed("");
        await full.MakeBaseAsync();
        await full.FillAsync(leave: 2);
        await using var server = full.Site.Open();

        Says(await SeedSite.FailureAsync(server, seed));

        full.Empty();
        Assert.AreEqual(2L, await QueryAsync<long>((await CloneAsync(server, seed)).ConnectionString, Rows));
    }

    [TestMethod]
    public async Task A_spare_that_fills_the_disk_is_made_later_and_never_claimed_half()
    {
        await using var full = await FullServer.CreateAsync();
        var seed = full.Seed("");
        await full.MakeBaseAsync();
        // One clone, and most of the next.
        await full.FillAsync(leave: 13);
        await using var server = full.Site.Open();
        var first = await CloneAsync(server, seed);
        await Eventually.IsTrueAsync(
            () => full.Site.Reporter.Messages.Any(message => message.Text.StartsWith("No spare was made of pum_base_", StringComparison.Ordinal)), "a spare fails");

        Says(await SeedSite.FailureAsync(server, seed));
        Assert.AreEqual(2L, await QueryAsync<long>(first.ConnectionString, Rows));
        await first.ReleaseAsync();

        full.Empty();
        await full.PassesAsync(seed, 2);
        await full.PassesAsync(seed, 2);
    }

    private static void Says(PumFailure failure)
    {
        Assert.AreEqual("PUM5014", failure.Code, failure.ToString());
        Assert.AreEqual("Make room on the server.", failure.Advice);
    }

    /// <summary>A server whose seeds are on a small disk.</summary>
    private sealed class FullServer(Tmpfs disk, SeedSite site) : IAsyncDisposable
    {
        private string Ballast => Path.Combine(disk.Folder, "ballast");

        public SeedSite Site => site;

        public static async Task<FullServer> CreateAsync()
        {
            var site = await SeedSite.CreateAsync();
            var disk = Tmpfs.MountBeside(site.Server, "256m");
            await site.ExecuteAsSuperuserAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
            // What is made of it is where it is.
            await site.ExecuteAsSuperuserAsync("CREATE DATABASE small TEMPLATE template0 TABLESPACE small IS_TEMPLATE true");
            return new(disk, site);
        }

        public SeedDefinition Seed(string bulk, params Preparation[] preparations) => site.Seed(preparations) with
        {
            Dump = site.Seed().Dump! with
            {
                File = bulk.Length == 0 ? site.Dump : site.Write("bulk.sql", $"INSERT INTO film VALUES (1, 'Ran'), (2, 'Ikiru');\n{bulk};"),
                BaseTemplate = "small",
            },
        };

        public async Task MakeBaseAsync()
        {
            await using var server = site.Open();
            await server.PrepareAsync(Seed(""), CancellationToken.None);
        }

        /// <summary>Leaves so many megabytes.</summary>
        public async Task FillAsync(int leave = 12)
        {
            // Of a checkpoint that fails the server tells its log alone why.
            await site.ExecuteAsSuperuserAsync("CHECKPOINT");
            var size = new DriveInfo(disk.Folder).AvailableFreeSpace - (leave << 20);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = size };
            await using var ballast = new FileStream(Ballast, options);
        }

        public void Empty() => File.Delete(Ballast);

        /// <summary>What a run fails of; it leaves no half of anything.</summary>
        public async Task<PumFailure> FailureAsync(SeedDefinition seed)
        {
            await using var server = site.Open();
            var failure = await SeedSite.FailureAsync(server, seed);
            Assert.IsEmpty(await site.DatabasesAsync("pum_making_"), failure.ToString());
            Assert.IsEmpty(await site.DatabasesAsync("pum_scratch_"), failure.ToString());
            return failure;
        }

        /// <summary>A run gets a clone with all of its rows, and leaves nothing but templates and spares.</summary>
        public async Task PassesAsync(SeedDefinition seed, long rows)
        {
            await using (var server = site.Open())
                Assert.AreEqual(rows, await QueryAsync<long>((await CloneAsync(server, seed)).ConnectionString, Rows));
            Assert.AreEqual("", string.Join(' ', (await site.DatabasesAsync()).Where(name => !SeedNames.IsTemplate(name) && SeedNames.KeyOfSpare(name) is null)));
        }

        public async ValueTask DisposeAsync()
        {
            // Before the server's folder, in which it is mounted.
            disk.Dispose();
            await site.DisposeAsync();
        }
    }
}
