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

    // The day on which BackupSiteAsync has the scripts run: no test sees midnight.
    private const string Day = "2026-11-28";

    // The session of check-backup that asks a slow question.
    private const string Question = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname LIKE 'app\\_check\\_%'";

    private const string Today = $"app-{Day}";

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
        // It sorts after all others, and would be the newest of the fourteen.
        const string Own = "app-before-the-migration.dump";
        site.Write($"backups/{Own}", "no backup of a night");

        (await RunAsync(site, store)).Succeeds();

        string[] made = [$"{Today}.dump", $"{Today}.json", $"{Today}.roles.sql"];
        CollectionAssert.AreEquivalent(
            Enumerable.Range(3, 13).SelectMany(day => (string[])[$"app-2026-01-{day:00}.dump", $"app-2026-01-{day:00}.json", $"app-2026-01-{day:00}.roles.sql"])
                .Concat(made).Append(Own).ToArray(),
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
        Assert.IsEmpty(Directory.GetFiles(site["backups"], "*.new"));
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
        Assert.AreEqual(1, (await CheckAsync(Day)).ExitCode);
        await site.NothingIsLeftAsync();

        store.Files[$"{Today}.dump"][^1] ^= 1;
        Assert.Contains($"{Today}.dump: FAILED", (await CheckAsync("")).Output);
        await site.NothingIsLeftAsync();

        Task<BuildRun> CheckAsync(string date) => site.ShellAsync($"sh check-backup {date}", ("BACKUP_STORE", store.Address));
    }

    [TestMethod]
    public async Task A_check_that_is_terminated_leaves_nothing()
    {
        using var store = UploadStore.Start();
        // The question about the backup takes long enough to be interrupted.
        await using var site = await BackupSiteAsync(
            $"""
            {Shop};
            ALTER TABLE shop.purchase RENAME TO bought;
            CREATE VIEW shop.purchase AS SELECT bought.* FROM shop.bought, pg_sleep(600)
            """);
        site.Save("check-backup");
        (await RunAsync(site, store)).Succeeds();

        using var check = site.StartScript("check-backup", ("BACKUP_STORE", store.Address));
        await Eventually.IsTrueAsync(
            async () => await site.QueryAsync<bool>("postgres", $"SELECT EXISTS ({Question})"), "the question is asked");
        await BuildRun.RunAsync("/", "/bin/sh", ["-c", $"kill -TERM {check.Id}"]);
        // A shell waits for the program that it runs before it heeds a signal.
        await site.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM ({Question}) asked");
        await BuildRun.EndOf(check);

        Assert.AreNotEqual(0, check.ExitCode);
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task What_a_killed_script_leaves_is_found_by_the_query_of_the_page()
    {
        await using var site = await RecipeSite.CreateAsync("SELECT 1");
        string[] left = ["app_check_20261128023000_42", "derive_20261128023000_42", "pum_scratch_5_0123456789abcdef"];
        foreach (var database in (string[])[.. left, "derivedbooks", "pum_testing"])
            await site.ExecuteAsync("postgres", $"CREATE DATABASE {database}");
        site.Write("query.sql", ManualSnippet.Of(Recipes.Page)
            .Single(snippet => snippet.Language == "sql" && Recipes.NameOf(snippet).Length == 0).Text);

        var run = (await site.ShellAsync("psql --no-psqlrc --tuples-only --no-align --file=query.sql service=scratch")).Succeeds();

        CollectionAssert.AreEquivalent(left, run.Output.TrimEnd().Split('\n'));
    }

    private static async Task<RecipeSite> BackupSiteAsync(string sql = Shop)
    {
        var site = await RecipeSite.CreateAsync(sql);
        site.WriteProgram("date", $"case $1 in +%Y-%m-%d) echo {Day};; *) exec /bin/date \"$@\";; esac");
        site.Save("backup-app");
        Directory.CreateDirectory(site["backups"]);
        site.WriteToHome(".netrc", UploadStore.Netrc);
        return site;
    }

    private static Task<BuildRun> RunAsync(RecipeSite site, UploadStore store) =>
        site.ShellAsync("sh backup-app", ("BACKUP_FOLDER", site["backups"]), ("BACKUP_STORE", store.Address));
}
