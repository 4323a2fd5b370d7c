using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>The recipes of a snapshot for developers, as the manual shows them, with the packed package and with Git.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SnapshotRecipeTests
{
    // The text in the function has an end of line of Windows' own, which is a part of it.
    private const string Shop =
        """
        CREATE SCHEMA audit; CREATE SCHEMA shop;
        CREATE TABLE shop.item (id int PRIMARY KEY, title text, price int);
        INSERT INTO shop.item SELECT n, 'Title ' || n, 10 FROM generate_series(1, 20) n;
        CREATE TABLE shop.session (id int); INSERT INTO shop.session VALUES (1);
        DO $$ BEGIN EXECUTE format('CREATE FUNCTION shop.two_lines() RETURNS text LANGUAGE sql AS %L', E'SELECT ''a\r\nb''::text'); END $$;
        """;

    [TestMethod]
    public async Task A_snapshot_in_the_repository_has_readable_diffs_and_the_same_bytes_everywhere()
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Shop);
        using var folder = await RecipeFolderAsync(source, target, "snapshot.proj", ".gitattributes");
        await GitAsync(folder, "init", "--quiet");
        var commands = Recipes.Console("snapshot.proj -t:Refresh");
        (await ShellAsync(folder, commands[..2])).Succeeds();
        await CommitAsync(folder);
        var committed = await File.ReadAllBytesAsync(folder["seed/app.sql"]);

        // The same rows are the same bytes.
        var again = (await ShellAsync(folder, commands[..2])).Succeeds();
        Assert.DoesNotContain("warning", again.Output);
        CollectionAssert.AreEqual(committed, await File.ReadAllBytesAsync(folder["seed/app.sql"]));

        await source.ExecuteAsync("INSERT INTO shop.item VALUES (21, 'Ran', 9)");
        var diff = (await ShellAsync(folder, commands)).Succeeds().Output;

        // The manual shows this line, for other rows.
        Assert.MatchesRegex(@"@@ -\d+,6 \+\d+,7 @@ COPY shop\.item \(id, title, price\) FROM stdin;\n", diff.ReplaceLineEndings("\n"));
        Assert.Contains("@@ -20,6 +20,7 @@ COPY shop.item (id, title, price) FROM stdin;", ManualSnippet.ReadPage(Recipes.Page));
        Assert.AreEqual("21 0", await target.QueryAsync<string>(
            "SELECT format('%s %s', (SELECT count(*) FROM shop.item), (SELECT count(*) FROM shop.session))"));

        await CommitAsync(folder);
        await GitAsync(folder, "clone", "--quiet", ".", "clone");
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(folder["seed/app.sql"]), await File.ReadAllBytesAsync(folder["clone/seed/app.sql"]));
        Assert.AreEqual("a\r\nb", await target.QueryAsync<string>("SELECT shop.two_lines()"));
    }

    [TestMethod]
    public async Task A_snapshot_beside_the_repository_is_found_by_its_content()
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Shop);
        using var store = UploadStore.Start();
        using var folder = await RecipeFolderAsync(source, target, "seed.proj", ".gitignore");
        folder.Variables["SeedStore"] = store.Address;
        folder.Write(".netrc", UploadStore.Netrc);
        folder.Variables["HOME"] = folder.FullName;
        await GitAsync(folder, "init", "--quiet");
        var commands = Recipes.Console("seed.proj -t:Publish");

        (await ShellAsync(folder, commands)).Succeeds();

        await CommitAsync(folder);
        var hash = (await File.ReadAllTextAsync(folder["seed/app.sha256"])).Trim();
        Assert.Contains($"seed/{hash}.dump", Directory.GetFiles(folder["seed"]).Select(path => Path.GetRelativePath(folder.FullName, path)));
        CollectionAssert.AreEqual((string[])[$"{hash}.dump"], store.Files.Keys.ToArray());
        Assert.DoesNotContain(".dump", (await GitAsync(folder, "ls-files")).Output);
        Assert.AreEqual(20L, await target.QueryAsync<long>("SELECT count(*) FROM shop.item"));

        // What the cache holds is not fetched again, and what is damaged in the store is refused.
        store.Files[$"{hash}.dump"][^1] ^= 1;
        folder.Variables["SeedStore"] = null;
        (await ShellAsync(folder, commands[2..])).Succeeds();
        File.Delete(folder[$"seed/{hash}.dump"]);
        await FailsAsync("Set the environment variable SeedStore to the address of the store.");
        folder.Variables["SeedStore"] = store.Address;
        await FailsAsync("MSB3952");

        // It does not stay in the way of the right one, and neither does a download that was interrupted.
        store.Files[$"{hash}.dump"][^1] ^= 1;
        folder.Write($"seed/{hash}.part", "PGDMP");
        (await ShellAsync(folder, commands[2..])).Succeeds();
        Assert.IsEmpty(Directory.GetFiles(folder["seed"], "*.part"));

        async Task FailsAsync(string message)
        {
            var run = await ShellAsync(folder, commands[2..]);
            Assert.AreNotEqual(0, run.ExitCode, run.Output);
            Assert.Contains(message, run.Output);
        }
    }

    [TestMethod]
    public void The_keys_of_the_caches_are_the_file_that_names_the_dump()
    {
        foreach (var snippet in ManualSnippet.Of(Recipes.Page).Where(snippet => snippet.Language == "yaml"))
        {
            Assert.IsNotNull(Workflows.Yaml.Parse(snippet.Text));
            Assert.Contains("seed/app.sha256", snippet.Text);
            Assert.Contains("dotnet build seed.proj -t:Load", snippet.Text);
        }
    }

    private static async Task<ProjectFolder> RecipeFolderAsync(TestDatabase source, TestDatabase target, params string[] files)
    {
        var folder = await ProjectFolder.CreateAsync();
        if (!HasGit)
            Assert.Inconclusive("git is not installed here.");
        folder.UseServices(("app", source), ("dev", target));
        foreach (var file in files)
            folder.Write(file, Recipes.File(file).Replace(
                $"Pum.Build.Tasks/{Repository.Version}", $"Pum.Build.Tasks/{folder.Package.Version}", StringComparison.Ordinal));
        folder.Variables["PATH"] = $"{Path.GetDirectoryName(BuildRun.Dotnet)}:{Environment.GetEnvironmentVariable("PATH")}";
        // The settings of Git for Windows, and nobody's own.
        folder.Variables["GIT_CONFIG_GLOBAL"] = folder.Write(
            "git.config", "[core]\nautocrlf = true\n[user]\nname = Somebody\nemail = somebody@example.org\n");
        folder.Variables["GIT_CONFIG_NOSYSTEM"] = "1";
        return folder;
    }

    private static bool HasGit => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "git")));

    private static Task<BuildRun> ShellAsync(ProjectFolder folder, IEnumerable<string> commands) =>
        BuildRun.RunAsync(folder.FullName, "/bin/sh", ["-e", "-c", string.Join('\n', commands)], folder.Variables);

    private static async Task CommitAsync(ProjectFolder folder)
    {
        await GitAsync(folder, "add", ".");
        await GitAsync(folder, "commit", "--quiet", "--no-gpg-sign", "--message", "Take a snapshot");
    }

    private static async Task<BuildRun> GitAsync(ProjectFolder folder, params string[] arguments) =>
        (await BuildRun.RunAsync(folder.FullName, "git", arguments, folder.Variables)).Succeeds();
}
