using System.Diagnostics;
using Npgsql;
using Pum.Dumper.Seeding;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>What changes, ends or never ends while a template is made or a clone is dropped.</summary>
[TestClass]
public sealed class InterruptionTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    public async Task A_dump_that_is_another_one_by_the_time_of_its_restore_makes_no_template()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        var templates = new List<string>();
        await using var server = site.Open(reporter: new ActingReporter(name =>
        {
            templates.Add(name);
            return Task.CompletedTask;
        }));

        var failure = await FailureAsync(server, site.Seed() with { DumpSha256 = new('a', 64) });

        Assert.AreEqual("PUM1003", failure.Code);
        Assert.AreEqual(site.Dump, failure.Location!.File);
        Assert.DoesNotContain(templates.Single(), await site.DatabasesAsync("pum_base_"));
    }

    [TestMethod]
    public async Task A_script_that_is_another_one_by_the_time_it_runs_makes_no_template()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var script = site.Write("more.sql", "");
        var changing = new CodePreparation(
            $"{Guid.NewGuid()}", (_, token) => File.WriteAllTextAsync(script, "CREATE TABLE other ()", token));

        var failure = await FailureAsync(server, site.Empty(changing, new ScriptPreparation(script)));

        Assert.AreEqual("PUM1003", failure.Code);
        Assert.AreEqual(script, failure.Location!.File);
    }

    [TestMethod]
    public async Task Of_two_processes_that_make_one_template_because_a_lock_was_lost_one_alone_completes_it()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var first = site.Open("PumSeed_first");
        await using var second = site.Open("PumSeed_second");
        var key = $"{Guid.NewGuid()}";
        var (firstRuns, secondRuns) = (new Held(key), new Held(key));
        var firstClone = CloneAsync(first, site.Seed(firstRuns.Preparation));
        var making = await firstRuns.Reached;
        await site.ExecuteAsSuperuserAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND (classid::int8 << 32 | objid::int8) = {NameLocks.KeyOf(SeedNames.TurnOfMaking(making))}");
        var secondClone = CloneAsync(second, site.Seed(secondRuns.Preparation));
        await secondRuns.Reached;

        firstRuns.GoOn();
        await Eventually.IsTrueAsync(
            async () => firstClone.IsCompleted || await site.QueryAsSuperuserAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'PumSeed_first%' AND query LIKE '%LEFT JOIN%pg_stat_activity%')"),
            "the first waits for the second");
        secondRuns.GoOn();

        foreach (var clone in (SeedClone[])[await secondClone, await firstClone])
            Assert.AreEqual("Ran,Ikiru,Red Beard", await QueryAsync<string>(clone.ConnectionString, Titles));
    }

    [TestMethod]
    public async Task Code_that_asks_for_the_template_that_it_prepares_fails_at_once()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        SeedDefinition? seed = null;
        Task<SeedClone>? later = null;
        var released = new TaskCompletionSource();
        seed = site.Seed(new CodePreparation("self", (_, _) => CloneAsync(server, seed!)));
        var started = site.Seed(new CodePreparation("later", (_, _) =>
        {
            later = Task.Run(async () =>
            {
                await released.Task;
                return await CloneAsync(server, seed!);
            });
            return Task.CompletedTask;
        }));

        var failure = await FailureAsync(server, seed).WaitAsync(TimeSpan.FromSeconds(20));
        seed = started;
        await CloneAsync(server, seed);
        released.SetResult();

        Assert.Contains("whose template waits for that code to end", failure.Message);
        await later!;
    }

    [TestMethod]
    public async Task Two_seeds_each_prepared_from_the_other_fail_at_once_instead_of_waiting_for_each_other()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        using var begun = new CountdownEvent(2);
        var (first, second) = ((SeedDefinition?)null, (SeedDefinition?)null);
        // Each is being prepared when the other is asked for.
        first = site.Seed(new CodePreparation("first", (_, _) => AskAsync(() => second!)));
        second = site.Seed(new CodePreparation("second", (_, _) => AskAsync(() => first)));

        var failures = await Task.WhenAll(FailureAsync(server, first), FailureAsync(server, second)).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.AreEqual("PUM6001 PUM6001", string.Join(' ', failures.Select(failure => failure.Code)));
        Assert.Contains("whose template waits for that code to end", failures[0].Message + failures[1].Message);

        async Task AskAsync(Func<SeedDefinition> other)
        {
            begun.Signal();
            await Task.Run(begun.Wait);
            await CloneAsync(server, other());
        }
    }

    [TestMethod]
    public async Task What_is_left_of_a_template_whose_files_are_gone_is_made_anew()
    {
        await using var own = await Restoring.Replacing.StartServerAsync();
        await using var site = await SeedSite.CreateAsync(own);
        await using var server = site.Open();
        var template = await server.PrepareAsync(site.Seed(), CancellationToken.None);
        var oid = await site.QueryAsSuperuserAsync<long>($"SELECT oid::int8 FROM pg_database WHERE datname = '{template.Name}'");
        // As a server that ended in the middle of a DROP DATABASE leaves it.
        await site.ExecuteAsSuperuserAsync($"UPDATE pg_database SET datconnlimit = -2 WHERE oid = {oid}");
        await site.ExecuteAsSuperuserAsync("CHECKPOINT");
        Directory.Delete(Path.Combine(own.DataDirectory, "base", $"{oid}"), recursive: true);

        await using var next = site.Open();
        var clone = await CloneAsync(next, site.Seed());

        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(clone.ConnectionString, Titles));
        Assert.AreEqual(2, site.Restores);
    }

    [TestMethod]
    public async Task A_session_that_waits_for_its_client_holds_up_one_drop_and_no_clone()
    {
        await using var own = await Restoring.Replacing.StartServerAsync();
        await using var site = await SeedSite.CreateAsync(own);
        SeedClone[] clones;
        await using (var server = site.Open(patience: LockPatience.Default with { ToDrop = TimeSpan.FromMilliseconds(300) }))
        {
            var seed = site.Seed();
            clones = [await CloneAsync(server, seed, "First"), await CloneAsync(server, seed, "Second")];
            // A server of 15 or later waits for it before it drops any database.
            await using var other = await OpenAsync(own.ToNpgsql().ConnectionString);
            await ExecuteAsync(other, "CREATE TEMP TABLE t (x text)");
            await using var copy = await other.BeginTextImportAsync("COPY t FROM STDIN");
            await copy.FlushAsync();

            await Task.WhenAll(clones.Select(clone => clone.ReleaseAsync())).WaitAsync(TimeSpan.FromSeconds(30));

            await CloneAsync(server, seed, "Third").WaitAsync(TimeSpan.FromSeconds(30));
        }

        foreach (var clone in clones)
            Assert.Contains(message => message.Text.StartsWith($"{clone.Name} is left for the next run", StringComparison.Ordinal), site.Reporter.Messages);
        await using var next = site.Open();
        await CloneAsync(next, site.Seed());
        await Eventually.IsTrueAsync(
            async () => (await site.DatabasesAsync()).All(name => clones.All(clone => clone.Name != name)), "both are gone");
    }

    [TestMethod]
    public async Task A_server_that_is_started_again_is_waited_for_and_one_that_stays_away_fails_all_callers_together()
    {
        await using var own = await Restoring.Replacing.StartServerAsync();
        await using var site = await SeedSite.CreateAsync(own);
        await using var server = site.Open(patience: LockPatience.Default with { ToConnect = TimeSpan.FromSeconds(10) });
        await using var impatient = site.Open(patience: LockPatience.Default with { ToConnect = TimeSpan.FromSeconds(1) });
        var seed = site.Seed();
        foreach (var each in (SeedServer[])[server, impatient])
            await CloneAsync(each, seed);

        await own.StopAsync(ServerStop.Fast);
        var waiting = CloneAsync(server, seed);
        var clock = Stopwatch.StartNew();
        foreach (var failing in Enumerable.Range(0, 20).Select(_ => FailureAsync(impatient, seed)).ToList())
            Assert.AreEqual("PUM3003", (await failing).Code);
        var elapsed = clock.Elapsed;
        await own.StartAgainAsync();

        Assert.IsLessThan(TimeSpan.FromSeconds(5), elapsed);
        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>((await waiting).ConnectionString, Titles));
    }

    /// <summary>A preparation that waits until it is told to go on.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource<string> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(string key) => Preparation = new(key, async (connectionString, _) =>
        {
            _reached.TrySetResult(new NpgsqlConnectionStringBuilder(connectionString).Database!);
            await _goOn.Task;
            await ExecuteAsync(connectionString, "INSERT INTO film VALUES (3, 'Red Beard')");
        });

        public CodePreparation Preparation { get; }

        public Task<string> Reached => _reached.Task;

        public void GoOn() => _goOn.TrySetResult();
    }
}
