using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>What the README and the manual show, run as a reader would.</summary>
[TestClass]
public sealed class ManualSnippetTests
{
    private const string Tables = "CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film VALUES (1, 'Ran'); CREATE SCHEMA audit; CREATE TABLE audit.trail (id int); CREATE SCHEMA tmp_1";

    /// <summary>The pages that show something to run; the recipes have tests of their own.</summary>
    public static IEnumerable<string> PagesWithCommands =>
        ManualSnippet.Pages.Where(page => page != Recipes.Page && ManualSnippet.Of(page).Any(snippet => snippet.Commands.Any()));

    // Where the manual speaks of the service ci there is a database with tables; test and DB_CONNECTION lead to an empty one.
    [TestMethod]
    [DynamicData(nameof(PagesWithCommands))]
    public async Task What_a_page_shows_works(string page)
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var missing = await TestDatabase.ReserveAsync();
        await source.ExecuteAsync(Tables);
        using var folder = await ProjectFolder.CreateAsync();
        var dump = folder["snap.dump"];
        (await BuildRun.RunAsync(folder.FullName, Path.Combine(source.Server.BinDirectory, "pg_dump"), ["--format=custom", "--file=" + dump, "--dbname=" + source.Conninfo])).Succeeds();

        var place = ".";
        foreach (var (number, snippet) in ManualSnippet.Of(page).Index())
        {
            if (snippet.IsXml)
            {
                place = $"{number}";
                folder.Write(Path.Combine(place, snippet.FileName), snippet.ToProject(folder.Package.Version).Replace(
                    "app_test", missing.Name, StringComparison.Ordinal));
                folder.Write(Path.Combine(place, "seed.sql"), "CREATE TABLE reading (id int);\n");
                File.Copy(dump, folder[Path.Combine(place, "snap.dump")]);
            }
            foreach (var command in snippet.Commands)
            {
                await using var empty = await TestDatabase.CreateAsync();
                await missing.DisposeAsync();
                folder.UseServices(("ci", source), ("test", empty));
                folder.Variables["DB_CONNECTION"] = empty.Conninfo;

                var run = await folder.DotnetInAsync(place, command);

                Assert.AreEqual(0, run.ExitCode, $"{page}: dotnet {string.Join(' ', command)}\n{snippet.Text}\n{run.Output}");
                Assert.Contains("→", run.Output, $"{page}: no task ran.\n{snippet.Text}");
            }
        }
    }

    [TestMethod]
    public async Task The_line_that_the_README_shows_is_what_a_wrong_password_gives()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.Write("app.csproj", ManualSnippet.Of("README.md").First(snippet => snippet.IsXml).ToProject(folder.Package.Version));
        var (host, port) = (database.Server.Host, database.Server.Port);
        var services = folder.Write(
            "pg_service.conf", $"[ci]\nhost={host}\nport={port}\ndbname={database.Name}\nuser={database.User}\npassword=wrong\n");
        folder.Variables["PGSERVICEFILE"] = services;

        var run = await folder.DotnetAsync("build", "-t:Snapshot");

        var said = run.Output.ReplaceLineEndings("\n").Split('\n').First(line => line.Contains("error PUM", StringComparison.Ordinal))
            .Replace(services, "~/.pg_service.conf", StringComparison.Ordinal)
            .Replace(folder["app.csproj"], "app.csproj", StringComparison.Ordinal)
            .Replace($"{database.Name} on {host}:{port} as {database.User} ", "app on localhost:5432 as ci ", StringComparison.Ordinal)
            .Replace($"\"{host}\", port {port} ", "\"localhost\" (::1), port 5432 ", StringComparison.Ordinal)
            .Replace($"user \"{database.User}\"", "user \"ci\"", StringComparison.Ordinal);
        Assert.AreEqual(
            ManualSnippet.Of("README.md").Single(snippet => snippet.Text.Contains("error PUM", StringComparison.Ordinal)).Text.TrimEnd(),
            said);
    }

    [TestMethod]
    [DataRow("/path/to/feed", "https://api.nuget.org/v3/index.json", true)]
    [DataRow("https://api.nuget.org/v3/index.json", "/path/to/feed", false)]
    public async Task With_the_settings_of_the_README_NuGet_takes_the_package_from_no_other_feed(string full, string empty, bool succeeds)
    {
        using var folder = await ProjectFolder.CreateAsync();
        Directory.CreateDirectory(folder["empty"]);
        folder.Variables["NUGET_PACKAGES"] = folder["packages"];
        folder.Write("nuget.config", ManualSnippet.Of("README.md")
            .Single(snippet => snippet.Text.StartsWith("<!-- nuget.config -->", StringComparison.Ordinal)).Text
            .Replace(full, folder.Package.Feed, StringComparison.Ordinal).Replace(empty, folder["empty"], StringComparison.Ordinal));
        folder.WriteLibrary("app.csproj");

        var run = await folder.DotnetAsync("restore");

        Assert.AreEqual(succeeds, run.ExitCode == 0, run.Output);
        if (!succeeds)
            Assert.Contains("PackageSourceMapping", run.Output);
    }

    [TestMethod]
    public void The_workflow_that_the_manual_shows_is_the_sample() => Assert.AreEqual(
        File.ReadAllText(Path.Combine(Repository.Root, "samples", "github-actions", ".github", "workflows", "database.yml"))
            .ReplaceLineEndings("\n"),
        ManualSnippet.Of(Path.Combine("docs", "continuous-integration.md")).Single(snippet => snippet.Text.Contains("runs-on:", StringComparison.Ordinal)).Text);

    [TestMethod]
    public void Every_parameter_and_every_output_stands_on_its_tasks_page()
    {
        var connections = ManualSnippet.ReadPage(Path.Combine("docs", "connections.md"));
        foreach (var (task, parameter) in TaskShapeTests.Parameters().Where(
            entry => entry.Parameter.Name != nameof(PostgresTask.ProjectFile)))
        {
            var page = parameter.DeclaringType == typeof(PostgresTask)
                ? connections
                : ManualSnippet.ReadPage(Path.Combine("docs", $"{task.Name}.md"));
            Assert.Contains($"`{parameter.Name}`", page, $"{task.Name}.{parameter.Name}");
        }
        Assert.Contains($"`{nameof(PumDump.DumpFile)}`", ManualSnippet.ReadPage(Path.Combine("docs", "PumDump.md")));
        Assert.Contains($"`{nameof(PumRestore.RestoredDatabase)}`", ManualSnippet.ReadPage(Path.Combine("docs", "PumRestore.md")));
    }
}
