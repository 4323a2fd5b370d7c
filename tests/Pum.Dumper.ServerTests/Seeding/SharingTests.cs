using Pum.Dumper.Seeding;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>Checkouts and versions that share a server.</summary>
[TestClass]
public sealed class SharingTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    public async Task Checkouts_share_what_is_the_same_and_nothing_else()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var one = site.Open();
        await using var two = site.Open();
        var script = Preparation("one", "INSERT INTO film VALUES (3, 'Red Beard');\n");
        var here = site.Seed(script);
        // The same files elsewhere.
        var there = At("two", await File.ReadAllTextAsync(site.Dump), "INSERT INTO film VALUES (3, 'Red Beard');\n");

        var clones = await Task.WhenAll(CloneAsync(one, here), CloneAsync(two, there));

        foreach (var clone in clones)
            Assert.AreEqual("Ran,Ikiru,Red Beard", await QueryAsync<string>(clone.ConnectionString, Titles));
        Assert.AreEqual(1, site.Restores);
        Assert.HasCount(1, await site.DatabasesAsync("pum_template_"));

        await using var three = site.Open();
        var changed = At("two", (await File.ReadAllTextAsync(site.Dump)).Replace("Ikiru", "Yojimbo", StringComparison.Ordinal), "INSERT INTO film VALUES (3, 'Red Beard');\n");
        clones = await Task.WhenAll(CloneAsync(three, changed), CloneAsync(one, here));
        Assert.AreEqual("Ran,Yojimbo,Red Beard", await QueryAsync<string>(clones[0].ConnectionString, Titles));
        Assert.AreEqual("Ran,Ikiru,Red Beard", await QueryAsync<string>(clones[1].ConnectionString, Titles));
        Assert.AreEqual(2, site.Restores);

        ScriptPreparation Preparation(string folder, string sql) => new(site.Folder.Write($"{folder}/more.sql", sql));

        SeedDefinition At(string folder, string dump, string sql) => site.Seed(Preparation(folder, sql)) with
        {
            BaseDirectory = site.Folder[folder],
            Dump = site.Seed().Dump! with { File = site.Folder.Write($"{folder}/app.sql", dump), BaseDirectory = site.Folder[folder] },
        };
    }

    [TestMethod]
    public async Task What_another_version_has_left_is_neither_used_nor_dropped()
    {
        await using var site = await SeedSite.CreateAsync();
        var key = new string('a', 24);
        (string Name, string Comment)[] others =
        [
            ($"pum_base_{key}", "[pum: template 0, key aaa, used 2020-01-01]"),
            ($"pum_template_{key}", "[pum: template, database {0}, key aaa, used 2020-01-01, by 9.0]"),
            ($"pum_spare_{key}_00000000", "[pum: spare 2, database {0}]"),
            ("pum_app_Old_7f3a", "[pum: clone of 0.9, database {0}]"),
            ("pum_app_New_7f3a", "[pum: clone, database {0}, process 4711]"),
            ("pum_pool_7f3a", "[pum: pool, database {0}]"),
        ];
        foreach (var (name, comment) in others)
        {
            await site.ExecuteAsSuperuserAsync($"CREATE DATABASE \"{name}\" OWNER {TestServer.Owner} ALLOW_CONNECTIONS false");
            var oid = await site.QueryAsSuperuserAsync<uint>($"SELECT oid FROM pg_database WHERE datname = '{name}'");
            await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE \"{name}\" IS '{comment.Replace("{0}", $"{oid}", StringComparison.Ordinal)}'");
        }

        await using (var server = site.Open())
        {
            await (await CloneAsync(server, site.Seed())).ReleaseAsync();
            Assert.IsEmpty((await server.ListAsync()).Where(database => database.IsOver));
        }

        Assert.IsEmpty(others.Select(other => other.Name).Except(await site.DatabasesAsync()));
    }

    [TestMethod]
    public async Task A_template_whose_stamp_another_version_wrote_is_named_and_stays()
    {
        await using var site = await SeedSite.CreateAsync();
        await using (var server = site.Open())
            await server.PrepareAsync(site.Seed(), CancellationToken.None);
        var template = (await site.DatabasesAsync("pum_base_")).Single();
        var oid = await site.QueryAsSuperuserAsync<uint>($"SELECT oid FROM pg_database WHERE datname = '{template}'");
        await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE {template} IS '[pum: template 2, database {oid}]'");

        await using var next = site.Open();
        var failure = await FailureAsync(next, site.Seed());

        Assert.AreEqual("PUM6001", failure.Code);
        Assert.AreEqual($"Another version of Pum.Testing made the template '{template}', and this one cannot read what its comment says.", failure.Message);
        Assert.AreEqual(oid, await site.QueryAsSuperuserAsync<uint>($"SELECT oid FROM pg_database WHERE datname = '{template}'"));
    }
}
