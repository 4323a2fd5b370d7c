using System.Collections.Immutable;
using Pum.Dumper.Seeding;
using Pum.Dumper.ServerTests.Restoring;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>What clones are made from: when it is made, of what, and when again.</summary>
[TestClass]
public sealed class TemplateTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    public async Task A_new_preparation_starts_from_the_base_and_does_not_restore_the_dump_again()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var script = new ScriptPreparation(site.Folder.Write("more.sql", "INSERT INTO film VALUES (3, 'Red Beard');\n"));

        var scripted = await CloneAsync(server, site.Seed(script));
        var both = await CloneAsync(server, site.Seed(script, Code("UPDATE film SET title = upper(title) WHERE id = 3")));
        var plain = await CloneAsync(server, site.Seed());

        Assert.AreEqual("Ran,Ikiru,Red Beard", await QueryAsync<string>(scripted.ConnectionString, Titles));
        Assert.AreEqual("Ran,Ikiru,RED BEARD", await QueryAsync<string>(both.ConnectionString, Titles));
        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(plain.ConnectionString, Titles));
        Assert.AreEqual(1, site.Restores);
    }

    [TestMethod]
    public async Task Without_a_dump_the_preparation_alone_fills_it()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();

        var clone = await CloneAsync(server, site.Empty(Code($"CREATE TABLE film AS SELECT 1 AS id, 'Ran' AS title -- {Guid.NewGuid()}")));

        Assert.AreEqual("Ran", await QueryAsync<string>(clone.ConnectionString, Titles));
        Assert.AreEqual(0, site.Restores);
    }

    [TestMethod]
    public async Task A_preparation_runs_once_for_all_and_what_it_leaves_open_is_ended()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var runs = 0;
        Npgsql.NpgsqlConnection? left = null;
        var seed = site.Seed(new CodePreparation("once", async (connectionString, _) =>
        {
            Interlocked.Increment(ref runs);
            left = await OpenAsync(connectionString);
        }));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CloneAsync(server, seed)));

        Assert.AreEqual(1, runs);
        await left!.DisposeAsync();
    }

    [TestMethod]
    public async Task A_preparation_that_throws_fails_all_callers_with_one_text_and_leaves_nothing()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var server = site.Open();
        var runs = 0;
        var seed = site.Seed(new CodePreparation("throws", (connectionString, _) =>
        {
            Interlocked.Increment(ref runs);
            throw new InvalidOperationException($"no migrations with {connectionString}");
        }));

        var together = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FailureAsync(server, seed)));
        var thrown = await Assert.ThrowsAsync<Failures.PumFailureException>(() => CloneAsync(server, seed));
        var failures = together.Append(await FailureAsync(server, seed)).ToList();

        Assert.AreEqual(1, runs);
        Assert.HasCount(1, failures.Select(failure => failure.ToString()).Distinct().ToList());
        Assert.AreEqual("PUM6001", failures[0].Code);
        Assert.StartsWith("The code that prepares the seed 'app' failed with InvalidOperationException: no migrations with Host=", failures[0].Message);
        Assert.DoesNotContain(TestServer.OwnerPassword, string.Join('\n', failures[0].Details.Prepend(failures[0].Message)));
        Assert.DoesNotContain(TestServer.OwnerPassword, thrown.ToString(), "runners print the exceptions inside too");
        Assert.IsEmpty(await site.DatabasesAsync("pum_making_"));
        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>((await CloneAsync(server, site.Seed())).ConnectionString, Titles));
    }

    [TestMethod]
    public async Task A_preparation_that_does_not_wait_for_its_work_is_no_template()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        Task? work = null;
        var seed = site.Seed(new CodePreparation("unawaited", async (connectionString, _) =>
        {
            var connection = await OpenAsync(connectionString);
            work = new Npgsql.NpgsqlCommand("SELECT pg_sleep(20)", connection).ExecuteNonQueryAsync(CancellationToken.None);
        }));

        var failure = await FailureAsync(server, seed);

        Assert.AreEqual("PUM6001", failure.Code);
        Assert.Contains("is still in use after its preparation", failure.Message);
        await Assert.ThrowsAsync<Npgsql.NpgsqlException>(() => work!);
    }

    [TestMethod]
    public async Task What_is_disposed_ends_the_restore_that_it_began()
    {
        await using var site = await SeedSite.CreateAsync();
        var gate = new Gate(site.Server);
        var server = site.Open();
        var cloning = CloneAsync(server, site.Seed() with { Dump = site.Seed().Dump! with { File = site.Write("gate.sql", gate.Statement) } });
        await gate.ReachedAsync();

        await server.DisposeAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => cloning);
        await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync()).Count == 0, "nothing is left");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_script_that_fails_names_its_line_in_the_file_that_was_copied_where_that_is_there(bool isThere)
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var source = isThere ? site.Folder.Write("more.sql", "") : site.Folder["more.sql"];
        var script = site.Folder.Write("copy.sql", "SELECT 1;\nINSERT INTO flim VALUES (3);\n");

        var failure = await FailureAsync(server, site.Seed(new ScriptPreparation(script, source)));

        Assert.AreEqual(new(isThere ? source : script, 2), failure.Location! with { Column = 0 });
        Assert.Contains("flim", failure.Message);
    }

    [TestMethod]
    public async Task A_dump_that_is_missing_fails_with_its_own_code()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        File.Delete(site.Dump);

        Assert.AreEqual("PUM1003", (await FailureAsync(server, site.Seed())).Code);
    }

    [TestMethod]
    public async Task Another_dump_or_other_options_make_another_template()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var server = site.Open();
        var dump = await Replacing.MakeDumpAsync(site.Folder, "CREATE SCHEMA a; CREATE TABLE a.t (); CREATE SCHEMA b", server: site.Server);
        SeedDefinition Of(ImmutableArray<string> excluded) => site.Seed() with
        {
            Dump = site.Seed().Dump! with { File = dump, Filter = new() { ExcludeSchemas = excluded } },
        };

        foreach (var seed in (SeedDefinition[])[site.Seed(), Of([]), Of(["b"]), Of([])])
            await (await CloneAsync(server, seed)).ReleaseAsync();

        Assert.HasCount(3, await site.DatabasesAsync("pum_base_"));
        Assert.AreEqual(3, site.Restores);
    }

    [TestMethod]
    public async Task A_template_is_dropped_that_nobody_used_for_a_week()
    {
        await using var site = await SeedSite.CreateAsync();
        await using (var server = site.Open())
        {
            await CloneAsync(server, site.Seed());
            await CloneAsync(server, site.Empty());
        }

        var names = await site.DatabasesAsync("pum_base_");
        foreach (var name in names)
        {
            var comment = await site.QueryAsSuperuserAsync<string>($"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'");
            await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE {name} IS '{comment[..^11]}2020-01-01]'");
        }

        await using var next = site.Open();
        await CloneAsync(next, site.Empty());

        await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_base_")).Count == 1, "the one that is not used is gone");
        await Eventually.IsTrueAsync(
            async () => (await site.DatabasesAsync("pum_spare_")).All(spare => spare.Contains(names.Intersect(site.DatabasesAsync("pum_base_").Result).Single()["pum_base_".Length..], StringComparison.Ordinal)),
            "its spares are gone too");
    }

    [TestMethod]
    public async Task A_day_of_use_that_is_still_to_come_is_corrected()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var name = (await server.PrepareAsync(site.Seed(), CancellationToken.None)).Name;
        Task<string> CommentAsync() => site.QueryAsSuperuserAsync<string>($"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'");
        var comment = await CommentAsync();
        await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE {name} IS '{comment[..^11]}2136-01-01]'");

        await using var next = site.Open();
        await next.PrepareAsync(site.Seed(), CancellationToken.None);

        Assert.DoesNotContain("2136", await CommentAsync());
    }

    [TestMethod]
    public async Task A_template_that_was_dropped_in_the_meantime_is_made_again()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var server = site.Open();
        await CloneAsync(server, site.Seed());
        await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_spare_")).Count == 2, "spares are there");
        foreach (var name in await site.DatabasesAsync())
            await site.ExecuteAsSuperuserAsync($"DROP DATABASE \"{name}\" WITH (FORCE)");

        var clone = await CloneAsync(server, site.Seed());

        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(clone.ConnectionString, Titles));
        Assert.AreEqual(2, site.Restores);
    }

    [TestMethod]
    public async Task The_first_callers_cancellation_does_not_end_a_restore_that_others_wait_for()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var server = site.Open();
        var gate = new Gate(site.Server);
        var seed = site.Seed() with { Dump = site.Seed().Dump! with { File = site.Write("gate.sql", gate.Statement) } };
        using var impatience = new CancellationTokenSource();
        var first = server.CloneAsync(seed, "First", isReadOnly: false, isKept: false, impatience.Token);
        await gate.ReachedAsync();
        var second = CloneAsync(server, seed, "Second");

        await impatience.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        await gate.OpenAsync();

        await second;
        Assert.AreEqual(1, site.Restores);
        Assert.IsEmpty(await site.DatabasesAsync("pum_app_First"));
    }

    private static CodePreparation Code(string sql) => new(sql, (connectionString, _) => ExecuteAsync(connectionString, sql));
}
