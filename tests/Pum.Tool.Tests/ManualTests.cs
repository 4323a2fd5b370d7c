using System.Text.RegularExpressions;
using Pum.Dumper.Connections;
using Pum.Tool.Commands;

namespace Pum.Tool.Tests;

/// <summary>The command lines that the README and the manual show.</summary>
[TestClass]
public sealed partial class ManualTests
{
    [TestMethod]
    [DataRow("README.md", 2)]
    [DataRow("docs/pum.md", 10)]
    [DataRow("src/Pum.Tool/README.md", 6)]
    public async Task What_a_page_shows_works(string page, int count)
    {
        var commands = await CommandsAsync(page);

        Assert.HasCount(count, commands);
        await RunAsync(commands);
    }

    [TestMethod]
    public async Task What_the_help_shows_works()
    {
        var examples = new PumCommandLine(TextWriter.Null, TextWriter.Null).Root.Subcommands.OfType<PumCommand>()
            .SelectMany(command => command.Examples)
            // For a major that need not be installed here.
            .Except(["pum tools 17"]).ToArray();

        Assert.HasCount(7, examples);
        await RunAsync(examples);
    }

    // Those of the page "Database Dump & Restore" in PUM's documentation.
    [TestMethod]
    public async Task The_page_begins_with_the_examples_of_PUM() => CollectionAssert.AreEqual(
        new[]
        {
            "pum -s my_database dump backup.dump",
            "pum -s my_database dump backup.sql -f plain",
            "pum -s target_database restore backup.dump",
            "pum -s target_database restore backup.dump -x",
        },
        (await CommandsAsync("docs/pum.md")).Take(4).ToArray());

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

    private static async Task<string[]> CommandsAsync(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, page));
        return [.. Command().Matches(text).Select(command => command.Value.TrimEnd('\r'))];
    }

    // The services my_database and ci lead to a database with tables, target_database to one that is empty at first, and test to another
    // empty one each time.
    private static async Task RunAsync(IEnumerable<string> commands)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); CREATE SCHEMA audit; CREATE SCHEMA tmp_1");
        await using var target = await TestDatabase.CreateAsync();
        await using var missing = await TestDatabase.ReserveAsync();
        using var folder = new TestFolder();
        foreach (var command in commands)
        {
            await using var empty = await TestDatabase.CreateAsync();
            var services = folder.Write(
                "../services",
                $"[my_database]\n{Service(source)}[ci]\n{Service(source)}[target_database]\n{Service(target)}[test]\n{Service(empty)}");
            string[] words = [.. Word().Matches(command).Skip(1)
                .Select(word => word.Value.Trim('\'').Replace("app_test", missing.Name, StringComparison.Ordinal))];

            (await PumRun.RunAsync(folder.FullName, words, ("PGSERVICEFILE", services))).EndsWith(0);
        }
    }

    internal static string Service(TestDatabase database) => Service(database.Conninfo);

    internal static string Service(string conninfo) =>
        string.Concat(ConnectionStringReader.Read(conninfo).Select(pair => $"{pair.Keyword}={pair.Value}\n"));

    [GeneratedRegex("^pum .*$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Word();
}
