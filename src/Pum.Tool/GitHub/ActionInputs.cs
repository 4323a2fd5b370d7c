using System.CommandLine;
using Pum.Dumper;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Tool.Options;

namespace Pum.Tool.GitHub;

/// <summary>
/// The inputs of the action (<c>action.yml</c>) as a command line. They arrive in environment variables, <c>INPUT_EXCLUDE_SCHEMAS</c> for
/// <c>exclude-schemas</c>, so that none of them passes through a shell or the arguments of a process.
/// </summary>
internal sealed class ActionInputs(HostEnvironment environment)
{
    /// <summary>
    /// What action.yml puts in the place of a connection string that the workflow does not mention. An empty one is a secret that is
    /// missing, as in a pull request from a fork: another server must not take its place.
    /// </summary>
    public const string NotGiven = "(none)";

    /// <summary>The variable that holds the connection string.</summary>
    public const string ConnectionString = "INPUT_CONNECTION_STRING";

    private static readonly string[] Commands = ["dump", "restore", "check-connection"];

    /// <summary>The file as it was written; empty where it was not.</summary>
    public string File => Value("file");

    /// <summary>The inputs that are options of some command, by the name of the option.</summary>
    public static IEnumerable<(string Input, Option Option)> OfOptions(PumCommandLine line) => line.Connection.All
        .Concat(line.Root.Subcommands.SelectMany(command => command.Options))
        .Where(option => option.Name != OptionName.PgConnection)
        .DistinctBy(option => option.Name)
        .Select(option => (NameOf(option), option));

    /// <summary>The command line, and what is wrong with the inputs.</summary>
    public (IReadOnlyList<string> Arguments, IReadOnlyList<PumFailure> Failures) Read(PumCommandLine line)
    {
        if (line.Root.Subcommands.SingleOrDefault(each => each.Name == Value("command") && Commands.Contains(each.Name)) is not { } command)
            return ([], [ActionFailures.NoCommand(Value("command"), Commands)]);
        var arguments = new List<string> { command.Name };
        var failures = new List<PumFailure>();
        AddConnection(arguments, failures);
        var known = command.Options.Concat(line.Connection.All).Select(option => option.Name).ToHashSet();
        foreach (var (input, option) in OfOptions(line).Where(pair => Value(pair.Input).Length > 0))
        {
            if (!known.Contains(option.Name))
                failures.Add(ActionFailures.NotOfCommand(input, command.Name));
            else if (IsSwitch(option) && !bool.TryParse(Value(input), out _))
                failures.Add(ActionFailures.NotBoolean(input));
            else if (!IsFreeText(option) && Values(input, option).Any(IsConnectionString))
                failures.Add(ActionFailures.HoldsConnectionString(input));
            else
                arguments.AddRange(Values(input, option).Select(value => $"{option.Name}={value}"));
        }
        // https://docs.github.com/actions/reference/workflows-and-actions/variables: a job that is run again with debug logging.
        if (environment["RUNNER_DEBUG"] == "1")
            arguments.Add("--verbose");
        AddFile(command, arguments, failures);
        return (arguments, failures);
    }

    private static string NameOf(Option option)
    {
        var name = option.Name.TrimStart('-');
        return IsList(option) && !name.EndsWith("-data", StringComparison.Ordinal) ? $"{name}s" : name;
    }

    private static bool IsList(Option option) => option.ValueType == typeof(string[]);

    private static bool IsSwitch(Option option) => option.ValueType == typeof(bool) || option.ValueType == typeof(bool?);

    private static bool IsFreeText(Option option) => option.Name == OptionName.Of(nameof(DumpRequest.AdditionalOptions));

    // A folder may have any name, and so may a schema between double quotes.
    private static bool IsConnectionString(string value) =>
        !Path.IsPathRooted(value) && !value.StartsWith('"') && WrittenValue.IsConnectionString(value);

    private static string VariableOf(string input) => $"INPUT_{input.Replace('-', '_').ToUpperInvariant()}";

    // What YAML writes after "|" and ">" ends with a line break.
    private string Value(string input) => environment[VariableOf(input)]?.TrimEnd('\r', '\n') ?? "";

    private string[] Values(string input, Option option) => IsList(option)
        ? Value(input).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [Value(input)];

    private void AddConnection(List<string> arguments, List<PumFailure> failures)
    {
        var given = ((string[])["service", "connection-string-variable"]).Where(input => Value(input).Length > 0).ToList();
        if ((environment[ConnectionString] ?? NotGiven) != NotGiven)
        {
            given.Add("connection-string");
            arguments.Add($"--connection-string-variable={ConnectionString}");
        }
        if (given.Count > 1)
            failures.Add(ActionFailures.SeveralConnections(given));
    }

    private void AddFile(Command command, List<string> arguments, List<PumFailure> failures)
    {
        var takesFile = command.Arguments.Count > 0;
        if (takesFile && File.Length == 0)
            failures.Add(ActionFailures.NoFile(command.Name));
        else if (takesFile && ConnectionText.IsInsteadOfFile(File))
            failures.Add(ActionFailures.HoldsConnectionString("file"));
        else if (takesFile)
            arguments.AddRange(["--", File]);
        else if (File.Length > 0)
            failures.Add(ActionFailures.NotOfCommand("file", command.Name));
    }
}
