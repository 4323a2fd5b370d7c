using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>Each sample, copied as a user would and run with the packed package.</summary>
[TestClass]
public sealed partial class SampleTests
{
    [TestMethod]
    public async Task The_snapshot_project_dumps_and_loads_again_and_again()
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.ReserveAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film VALUES (1, 'Ran'), (2, 'Ikiru')");
        using var folder = await CopyAsync("snapshot");
        folder.UseServices(("app", source), ("app_test", target));
        folder.Variables["TestDatabase"] = target.Name;

        (await folder.DotnetAsync("build", "snapshot.proj", "-t:Dump")).Succeeds();
        (await folder.DotnetAsync("build", "snapshot.proj", "-t:Load")).Succeeds();
        await target.ExecuteAsync("DELETE FROM film");
        (await folder.DotnetAsync("build", "snapshot.proj", "-t:Load")).Succeeds();

        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task The_library_dumps_on_its_own_target_and_not_on_an_ordinary_build()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); CREATE SCHEMA tmp_1; CREATE TABLE tmp_1.scrap (id int)");
        using var folder = await CopyAsync("library");
        folder.UseServices(("app", source));

        (await folder.DotnetAsync("build")).Succeeds();
        Assert.IsFalse(File.Exists(folder["snapshots/schema.sql"]));
        var run = (await folder.DotnetAsync("build", "-t:Snapshot")).Succeeds();

        var script = await File.ReadAllTextAsync(folder["snapshots/schema.sql"]);
        Assert.Contains("CREATE TABLE public.film", script);
        Assert.DoesNotContain("tmp_1", script);
        Assert.Contains(
            $"schema.sql: {new FileInfo(folder["snapshots/schema.sql"]).Length} bytes from PostgreSQL {source.Server.Version}", run.Output);
    }

    [TestMethod]
    [DataRow("VSTest", "Passed!  - Failed:     0, Passed:     1")]
    [DataRow("Microsoft.Testing.Platform", "succeeded: 1")]
    public async Task The_test_project_restores_its_seed_before_its_tests_run(string runner, string passed)
    {
        await using var target = await TestDatabase.ReserveAsync();
        using var folder = await CopyAsync("tests");
        folder.Variables["SHOP_TEST"] = target.ConnectionString;
        folder.Write("global.json", $$"""{ "test": { "runner": "{{runner}}" } }""");
        folder.Variables["EnableMSTestRunner"] = runner == "VSTest" ? "false" : "true";

        for (var round = 1; round <= 2; round++)
        {
            var run = (await folder.DotnetAsync("test")).Succeeds();

            Assert.Contains(passed, run.Output);
            await target.ExecuteAsync("DELETE FROM shop.item");
        }
    }

    [TestMethod]
    public async Task The_workflow_takes_its_secret_from_a_variable_and_its_steps_work()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = await CopyAsync("github-actions");
        var workflow = await File.ReadAllTextAsync(folder[".github/workflows/database.yml"]);
        Assert.Contains(
            "DB_CONNECTION: host=localhost port=5432 dbname=app user=postgres\n      PGPASSWORD: ${{ secrets.DB_PASSWORD }}\n", workflow);
        folder.Variables["DB_CONNECTION"] = $"host={database.Server.Host} port={database.Server.Port} dbname={database.Name} user={database.User}";
        folder.Variables["PGPASSWORD"] = database.Password!;

        foreach (Match step in RunStep().Matches(workflow))
            (await folder.DotnetAsync(step.Groups["arguments"].Value.Split(' '))).Succeeds();

        Assert.AreEqual(2L, await database.QueryAsync<long>("SELECT count(*) FROM reading"));
        Assert.IsTrue(File.Exists(folder["app.dump"]));
    }

    [GeneratedRegex(@"^ *run: dotnet (?<arguments>[^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex RunStep();

    private static async Task<ProjectFolder> CopyAsync(string sample)
    {
        var folder = await ProjectFolder.CreateAsync();
        var root = Path.Combine(Repository.Root, "samples", sample);
        foreach (var path in Directory.EnumerateFiles(
            root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            var relative = Path.GetRelativePath(root, path);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                folder.Write(relative, (await File.ReadAllTextAsync(path)).Replace(
                    $"Pum.Build.Tasks/{Repository.Version}", $"Pum.Build.Tasks/{folder.Package.Version}", StringComparison.Ordinal));
        }
        return folder;
    }
}
