using System.Text.RegularExpressions;
using Pum.Dumper.Connections;

namespace Pum.Tool.Tests;

/// <summary>The command lines that the README and the manual show.</summary>
[TestClass]
public sealed partial class ManualTests
{
    // The service ci leads to a database with tables, and test to an empty one.
    [TestMethod]
    [DataRow("README.md", 2)]
    [DataRow("docs/pum.md", 8)]
    [DataRow("src/Pum.Tool/README.md", 6)]
    public async Task What_a_page_shows_works(string page, int count)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); CREATE SCHEMA audit; CREATE SCHEMA tmp_1");
        await using var missing = await TestDatabase.ReserveAsync();
        using var folder = new TestFolder();

        var commands = Command().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, page))).ToList();
        Assert.HasCount(count, commands);
        foreach (var command in commands)
        {
            await using var empty = await TestDatabase.CreateAsync();
            var services = folder.Write("services", $"[ci]\n{Service(source)}[test]\n{Service(empty)}");
            string[] words = [.. Word().Matches(command.Groups[1].Value)
                .Select(word => word.Value.Trim('\'').Replace("app_test", missing.Name, StringComparison.Ordinal))];

            (await PumRun.RunAsync(folder.FullName, words, ("PGSERVICEFILE", services))).EndsWith(0);
        }
    }

    [TestMethod]
    public async Task The_manual_names_every_short_option()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "pum.md"));
        var root = new PumCommandLine(TextWriter.Null, TextWriter.Null).Root;
        var names = root.Subcommands.SelectMany(command => command.Options).Concat(root.Options)
            .SelectMany(option => option.Aliases).Where(alias => alias is not ("-h" or "-?" or "/h" or "/?"));
        foreach (var name in names)
            Assert.Contains($"`{name}`", page, name);
    }

    internal static string Service(TestDatabase database) =>
        string.Concat(ConnectionStringReader.Read(database.Conninfo).Select(pair => $"{pair.Keyword}={pair.Value}\n"));

    [GeneratedRegex("^pum (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Word();
}
