using System.CommandLine;
using System.Reflection;
using Pum.Build.Tasks;
using Pum.Tool.Output;

namespace Pum.Tool.Tests;

/// <summary>Nothing that a task can do is missing on the command line.</summary>
[TestClass]
public sealed class OptionTests
{
    private static readonly string[] OfTheCommandLineAlone = ["--help", "--json", "--quiet", "--verbose", "--version"];

    [TestMethod]
    [DataRow("dump", typeof(PumDump))]
    [DataRow("restore", typeof(PumRestore))]
    public void Every_parameter_of_a_task_has_its_option_and_every_option_its_parameter(string command, Type task)
    {
        var root = new PumCommandLine(TextWriter.Null, TextWriter.Null).Root;
        var options = root.Subcommands.Single(each => each.Name == command).Options.Concat(root.Options).ToList();

        var expected = Parameters(task).Select(NameOf).Order(StringComparer.Ordinal).ToList();
        foreach (var name in expected)
            Assert.HasCount(1, options.Where(option => option.Name == name || option.Aliases.Contains(name)), name);
        var unexpected = options.Where(option => !option.Aliases.Append(option.Name).Any(expected.Contains)).Select(option => option.Name);
        CollectionAssert.AreEquivalent(OfTheCommandLineAlone, unexpected.Distinct().ToArray());
    }

    [TestMethod]
    [DataRow(typeof(PumDump))]
    [DataRow(typeof(PumRestore))]
    public void A_sentence_of_the_engine_that_names_a_parameter_names_the_option(Type task)
    {
        foreach (var parameter in Parameters(task))
        {
            var sentence = OptionWords.In($"Set {parameter}, and leave the rest.");
            Assert.DoesNotContain(parameter, sentence);
            Assert.Contains("--", sentence);
        }
    }

    [TestMethod]
    public void No_two_options_of_a_command_share_a_name()
    {
        var root = new PumCommandLine(TextWriter.Null, TextWriter.Null).Root;
        foreach (var command in root.Subcommands)
        {
            var names = command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Append(option.Name)).ToList();
            CollectionAssert.AllItemsAreUnique(names, command.Name);
        }
    }

    [TestMethod]
    public void Every_command_and_option_is_described()
    {
        var root = new PumCommandLine(TextWriter.Null, TextWriter.Null).Root;
        foreach (var symbol in root.Subcommands.SelectMany(command => command.Options.Concat<Symbol>(command.Arguments).Append(command)))
            Assert.IsFalse(string.IsNullOrEmpty(symbol.Description), symbol.Name);
    }

    // The file is the argument, and the project is MSBuild's.
    private static IEnumerable<string> Parameters(Type task) => task.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && typeof(PostgresTask).IsAssignableFrom(property.DeclaringType))
        .Select(property => property.Name)
        .Where(name => name is not (nameof(PumDump.File) or nameof(PostgresTask.ProjectFile)));

    // Written anew: kebab case, and in the singular what pg_dump repeats.
    private static string NameOf(string parameter)
    {
        var singular = parameter switch
        {
            "Schemas" or "ExcludeSchemas" or "Tables" or "ExcludeTables" or "ExcludeExtensions" => parameter[..^1],
            _ => parameter,
        };
        return "-" + string.Concat(singular.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));
    }
}
