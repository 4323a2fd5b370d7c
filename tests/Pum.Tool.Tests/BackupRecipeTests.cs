using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using Pum.Dumper.Servers;

namespace Pum.Tool.Tests;

/// <summary>The recipe of the nightly backup, as the manual shows it.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class BackupRecipeTests
{
    private const string Shop =
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.purchase (id int PRIMARY KEY, day date NOT NULL);
        INSERT INTO shop.purchase SELECT n, current_date - n FROM generate_series(1, 20) n;
        GRANT USAGE ON SCHEMA shop TO pum_plain;
        GRANT SELECT ON shop.purchase TO pum_plain;
        CREATE TABLE shop.secret (id int);
        INSERT INTO shop.secret VALUES (1);
        ALTER TABLE shop.secret ENABLE ROW LEVEL SECURITY
        """;

    private static string Today => $"app-{DateTime.Now:yyyy-MM-dd}";

    [TestMethod]
    public async Task A_nightly_backup_is_whole_private_uploaded_and_rotated()
    {
        using var store = UploadStore.Start();
        await using var site = await BackupSiteAsync();
        for (var day = 1; day <= 15; day++)
        {
            foreach (var end in (string[])["dump", "json", "roles.sql"])
                site.Write($"backups/app-2026-01-{day:00}.{end}", "an old one");
        }

        (await RunAsync(site, store)).Succeeds();

        string[] made = [$"{Today}.dump", $"{Today}.json", $"{Today}.roles.sql"];
        CollectionAssert.AreEquivalent(
            Enumerable.Range(3, 13).SelectMany(day => (string[])[$"app-2026-01-{day:00}.dump", $"app-2026-01-{day:00}.json", $"app-2026-01-{day:00}.roles.sql"])
                .Concat(made).ToArray(),
            Directory.GetFileSystemEntries(site["backups"]).Select(path => Path.GetFileName(path)).ToArray());
        CollectionAssert.AreEquivalent(made, store.Files.Keys.ToArray());
        foreach (var file in made)
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(site[$"backups/{file}"]), file);
            CollectionAssert.AreEqual(await File.ReadAllBytesAsync(site[$"backups/{file}"]), store.Files[file], file);
        }
        Assert.AreEqual(
            Convert.ToHexStringLower(SHA256.HashData(store.Files[$"{Today}.dump"])),
            JsonDocument.Parse(store.Files[$"{Today}.json"]).RootElement.GetProperty("sha256").GetString());
        var roles = await File.ReadAllTextAsync(site[$"backups/{Today}.roles.sql"]);
        Assert.Contains("CREATE ROLE pum_plain", roles);
        Assert.DoesNotContain("SCRAM", roles);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_night_that_fails_removes_no_backup(bool storeIsFull)
    {
        using var store = UploadStore.Start();
        store.IsFull = storeIsFull;
        await using var site = await BackupSiteAsync();
        for (var day = 1; day <= 15; day++)
            site.Write($"backups/app-2026-01-{day:00}.dump", "an old one");
        if (!storeIsFull)
            await site.ExecuteAsync("postgres", "ALTER ROLE backup NOLOGIN");

        var run = await RunAsync(site, store);

        Assert.AreNotEqual(0, run.ExitCode, run.Output);
        Assert.HasCount(15, Directory.GetFiles(site["backups"], "app-2026-01-*.dump"));
        Assert.AreEqual(storeIsFull, File.Exists(site[$"backups/{Today}.json"]), "what is called .json is complete");
        Assert.IsEmpty(store.Files);
    }

    [TestMethod]
    public async Task A_backup_comes_back_on_a_new_server_with_its_owners_and_privileges()
    {
        using var store = UploadStore.Start();
        await using var site = await BackupSiteAsync();
        (await RunAsync(site, store)).Succeeds();
        await using var other = await TemporaryServer.StartAsync(new() { Tcp = true, BinDirectory = site.Server.BinDirectory });
        site.UseServices(other);
        File.Copy(site[$"backups/{Today}.dump"], site["app-2026-11-28.dump"]);
        File.Copy(site[$"backups/{Today}.roles.sql"], site["app-2026-11-28.roles.sql"]);

        foreach (var line in Recipes.Console("roles.sql"))
            (await site.ShellAsync(line)).Succeeds();

        Assert.AreEqual(20L, await RecipeSite.QueryAsync<long>(other, "app", "SELECT count(*) FROM shop.purchase"));
        Assert.AreEqual(TestServer.Owner, await RecipeSite.QueryAsync<string>(
            other, "app", "SELECT tableowner::text FROM pg_tables WHERE tablename = 'purchase'"));
        Assert.IsTrue(await RecipeSite.QueryAsync<bool>(other, "app", "SELECT has_table_privilege('pum_plain', 'shop.purchase', 'SELECT')"));
        Assert.IsTrue(await RecipeSite.QueryAsync<bool>(
            other, "app", "SELECT rolpassword IS NULL AND rolcreatedb FROM pg_authid WHERE rolname = 'pum_owner'"));
    }

    [TestMethod]
    public async Task A_backup_is_checked_by_restoring_it_and_nothing_stays()
    {
        using var store = UploadStore.Start();
        await using var site = await BackupSiteAsync();
        site.Save("check-backup");
        (await RunAsync(site, store)).Succeeds();

        (await CheckAsync("")).Succeeds();
        await site.NothingIsLeftAsync();

        // Nothing new was in the database.
        await site.ExecuteAsync("app", "DELETE FROM shop.purchase WHERE day > current_date - 10");
        (await RunAsync(site, store)).Succeeds();
        Assert.AreEqual(1, (await CheckAsync(Today["app-".Length..])).ExitCode);
        await site.NothingIsLeftAsync();

        store.Files[$"{Today}.dump"][^1] ^= 1;
        Assert.Contains($"{Today}.dump: FAILED", (await CheckAsync("")).Output);
        await site.NothingIsLeftAsync();

        Task<BuildRun> CheckAsync(string date) => site.ShellAsync($"sh check-backup {date}", ("BACKUP_STORE", store.Address));
    }

    private static async Task<RecipeSite> BackupSiteAsync()
    {
        var site = await RecipeSite.CreateAsync(Shop);
        site.Save("backup-app");
        Directory.CreateDirectory(site["backups"]);
        site.WriteToHome(".netrc", UploadStore.Netrc);
        return site;
    }

    private static Task<BuildRun> RunAsync(RecipeSite site, UploadStore store) =>
        site.ShellAsync("sh backup-app", ("BACKUP_FOLDER", site["backups"]), ("BACKUP_STORE", store.Address));
}
