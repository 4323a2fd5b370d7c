using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Pum.Build.Tasks;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Tool.GitHub;
using Pum.Tool.Output;

namespace Pum.Tool.Tests.GitHub;

/// <summary>What the action takes, and the command line that becomes of it.</summary>
[TestClass]
public sealed partial class ActionInputsTests
{
    private static readonly string[] OfTheActionAlone = ["command", "source"];

    [TestMethod]
    public void The_inputs_are_the_parameters_of_the_tasks()
    {
        var parameters = ((Type[])[typeof(PumDump), typeof(PumRestore)])
            .SelectMany(task => task.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Where(property => property.SetMethod is { IsPublic: true } && typeof(PostgresTask).IsAssignableFrom(property.DeclaringType))
            .Select(property => property.Name)
            .Where(name => name != nameof(PostgresTask.ProjectFile))
            .Select(name => Capital().Replace(name, "-$0").ToLowerInvariant().TrimStart('-'))
            .Distinct();

        CollectionAssert.AreEquivalent(parameters.Concat(OfTheActionAlone).ToArray(), ActionFile.Inputs.Keys.ToArray());
    }

    [TestMethod]
    public void The_inputs_are_the_options_of_the_command_line() => CollectionAssert.AreEquivalent(
        ActionInputs.OfOptions(CommandLine).Select(pair => pair.Input)
            .Concat([.. OfTheActionAlone, "file", "connection-string"]).ToArray(),
        ActionFile.Inputs.Keys.ToArray());

    [TestMethod]
    public void Each_input_reaches_the_script_in_its_own_variable_and_none_stands_in_it()
    {
        CollectionAssert.AreEquivalent(
            ActionFile.Inputs.Keys
                .Select(input => ($"INPUT_{input.Replace('-', '_').ToUpperInvariant()}", $$$"""${{ inputs.{{{input}}} }}"""))
                .Append(("PUM_ACTION_REF", "${{ github.action_ref }}")).ToArray(),
            ActionFile.Step.Entries("env").Select(variable => (variable.Key, ActionFile.Text(variable.Value))).ToArray());
        Assert.DoesNotContain("${{", ActionFile.Step.Text("run")!);
    }

    [TestMethod]
    public void Each_input_and_output_is_described_and_only_the_command_is_required()
    {
        foreach (var (name, entry) in ActionFile.Root.Entries("inputs").Concat(ActionFile.Root.Entries("outputs")))
            Assert.IsFalse(string.IsNullOrEmpty(entry.Text("description")), name);
        Assert.AreEqual(
            "command", ActionFile.Root.Entries("inputs").Single(input => input.Value.Text("required") == "true").Key);
        Assert.AreEqual(
            ("connection-string", ActionInputs.NotGiven),
            ActionFile.Root.Entries("inputs").Where(input => input.Value.Get("default") is not null)
                .Select(input => (input.Key, input.Value.Text("default"))).Single());
        CollectionAssert.AreEquivalent(
            (string[])["file", "sha256", "size", "server-version", "cache-key"],
            ActionFile.Root.Entries("outputs").Select(output => output.Key).ToArray());
    }

    [TestMethod]
    public void Inputs_become_options()
    {
        CollectionAssert.AreEqual((string[])["dump", "--", "snap.dump"], Arguments(("command", "dump"), ("file", "snap.dump")));
        CollectionAssert.AreEquivalent(
            (string[])[
                "restore", "--connection-string-variable=INPUT_CONNECTION_STRING", "--database=my \"app\"=1", "--replace-database=true",
                "--exclude-table=a", "--exclude-table=\"B c\"", "--exclude-table-data=d", "--verbose", "--", "-x.dump",
            ],
            Arguments(
                ("command", "restore"), ("file", "-x.dump\n"), ("connection-string", "host=a password=b"), ("database", "my \"app\"=1"),
                ("replace-database", "true"), ("exclude-tables", "a\r\n\n \"B c\" \n"), ("exclude-table-data", "d"), ("debug", "1")));
    }

    [TestMethod]
    [DataRow("", "is missing or empty. Use dump, restore or check-connection.")]
    [DataRow("drop", "\"drop\" is not a valid value for the input 'command'. Use dump, restore or check-connection.")]
    [DataRow("tools", "\"tools\" is not a valid value for the input 'command'. Use dump, restore or check-connection.")]
    [DataRow("me:secret@db", "A connection string is not a valid value for the input 'command'. Use dump, restore or check-connection.")]
    public void Only_three_commands_are_for_the_action(string command, string expected) =>
        Assert.EndsWith(expected, Failures(("command", command), ("file", "a")).Single().Text);

    [TestMethod]
    public void An_input_of_another_command_is_refused()
    {
        Assert.Contains("check-connection does not have the input 'file'", Failures(("command", "check-connection"), ("file", "a")).Single().Text);
        Assert.Contains("dump does not have the input 'clean'", Failures(("command", "dump"), ("file", "a"), ("clean", "true")).Single().Text);
    }

    [TestMethod]
    [DataRow("yes")]
    [DataRow("on")]
    [DataRow("1")]
    [DataRow("postgres://me:secret@db/app")]
    public void A_switch_is_true_or_false(string value)
    {
        Assert.AreEqual(
            "The input 'schema-only' is neither true nor false. Write schema-only: true, or schema-only: false.",
            Failures(("command", "dump"), ("file", "a"), ("schema-only", value)).Single().Text);
        Assert.AreEqual(
            "The input 'no-owner' is neither true nor false. Write no-owner: true, or no-owner: false.",
            Failures(("command", "restore"), ("file", "a"), ("no-owner", value)).Single().Text);
        foreach (var valid in (string[])["true", "True", "false"])
            CollectionAssert.Contains(Arguments(("command", "dump"), ("file", "a"), ("schema-only", valid)), $"--schema-only={valid}");
    }

    [TestMethod]
    [DataRow("file", "postgres://me:secret@db/app")]
    [DataRow("file", "host=db password=secret")]
    [DataRow("format", "me:secret@db")]
    [DataRow("timeout", "postgresql://me:secret@db/app")]
    [DataRow("tool-path", ":secret@db")]
    [DataRow("schemas", "audit\nhost=db password=secret")]
    [DataRow("connection-string-variable", "Host=db;Password=secret")]
    public void A_connection_string_in_another_input_is_not_repeated(string input, string value) => Assert.AreEqual(
        $"The input '{input}' holds a connection string. Use the input connection-string for it.",
        Failures(("command", "dump"), ("file", "a"), (input, value)).Single().Text);

    [TestMethod]
    [DataRow("schemas", "--schema=\"a:b@c\"", "\"a:b@c\"")]
    [DataRow("tool-path", "--tool-path=/opt/a:b@c", "/opt/a:b@c")]
    [DataRow("additional-options", "--additional-options=--set=a:b@c", "--set=a:b@c")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_name_that_looks_like_a_connection_string_can_be_written(string input, string expected, string value) =>
        CollectionAssert.Contains(Arguments(("command", "dump"), ("file", "a"), (input, value)), expected);

    [TestMethod]
    [DataRow("Set ReplaceDatabase=\"true\", or ConfirmReplace=\"it's\".", "Set replace-database: true, or confirm-replace: 'it''s'.")]
    [DataRow("Set StrictNames=\"false\" if it need not exist.", "Set strict-names: false if it need not exist.")]
    [DataRow("ExcludeSchemas holds 'ReplaceDatabase'.", "exclude-schemas holds 'ReplaceDatabase'.")]
    [DataRow("Set TrustDump to true if you want.", "Set trust-dump: true if you want.")]
    [DataRow("Schemas names 'nope', which matches nothing.", "schemas names 'nope', which matches nothing.")]
    [DataRow("Tables names 'nope', which matches nothing.", "tables names 'nope', which matches nothing.")]
    public void Sentences_name_inputs(string sentence, string expected) =>
        Assert.AreEqual(expected, OptionWords.In(sentence, namesInputs: true));

    [TestMethod]
    public void Every_advice_for_callers_is_said_in_words_of_a_workflow()
    {
        foreach (var advice in Enum.GetValues<CallersAdvice>())
        {
            var reworded = ConsoleAdvice.Reword(new() { Code = "PUM1001", Message = "It.", Advice = "Mend it.", CallersAdvice = advice }, namesInputs: true);
            Assert.DoesNotMatchRegex(OfAShell(), reworded.Advice);
        }
    }

    private static PumCommandLine CommandLine => new(TextWriter.Null, TextWriter.Null);

    private static string[] Arguments(params (string Name, string Value)[] inputs)
    {
        var (arguments, failures) = Read(inputs);
        Assert.IsEmpty(failures);
        Assert.IsEmpty(CommandLine.Parse(arguments).Errors);
        return [.. arguments];
    }

    private static IReadOnlyList<PumFailure> Failures(params (string Name, string Value)[] inputs) => Read(inputs).Failures;

    private static (IReadOnlyList<string> Arguments, IReadOnlyList<PumFailure> Failures) Read((string Name, string Value)[] inputs)
    {
        var given = new Dictionary<string, string>(ActionFile.Inputs);
        foreach (var (name, value) in inputs)
            given[name] = value;
        var variables = ActionFile.Variables(given).ToImmutableDictionary(variable => variable.Name, variable => variable.Value);
        var environment = HostEnvironment.Current(Path.GetTempPath()) with { Variables = variables.Add("RUNNER_DEBUG", given.GetValueOrDefault("debug", "")) };
        return new ActionInputs(environment).Read(CommandLine);
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex("--|(?<= )-|[Ss]hell|PUM_CONNECTION|NoWarn|Pum[A-Z]")]
    private static partial Regex OfAShell();
}
