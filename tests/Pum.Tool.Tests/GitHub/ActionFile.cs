using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Pum.Tool.Tests.GitHub;

/// <summary>The <c>action.yml</c> of this repository.</summary>
internal static partial class ActionFile
{
    /// <summary>The whole file.</summary>
    public static YamlMappingNode Root { get; } = Yaml.Read(Path.Combine(Repository.Root, "action.yml"));

    /// <summary>The names of the inputs and what each is without a word in the workflow.</summary>
    public static IReadOnlyDictionary<string, string> Inputs { get; } =
        Root.Entries("inputs").ToDictionary(input => input.Key, input => input.Value.Text("default") ?? "");

    /// <summary>Its one step.</summary>
    public static YamlNode Step { get; } = Root.Get("runs")!.List("steps").Single();

    /// <summary>The variables of the step, with the inputs and the name by which the workflow uses the action in their places.</summary>
    public static IEnumerable<(string Name, string Value)> Variables(IReadOnlyDictionary<string, string> inputs, string reference = "v1")
    {
        var contexts = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["inputs"] = inputs,
            ["github"] = new Dictionary<string, string> { ["action_ref"] = reference },
        };
        return Step.Entries("env").Select(variable => (variable.Key, Evaluate(Text(variable.Value), contexts)));
    }

    /// <summary>The outputs of the action, of those that its step has set.</summary>
    public static IReadOnlyDictionary<string, string> Outputs(IReadOnlyDictionary<string, string> ofStep) => Root.Entries("outputs")
        .ToDictionary(output => output.Key, output => Evaluate(
            output.Value.Text("value")!,
            new() { [$"steps.{Step.Text("id")}.outputs"] = ofStep }));

    /// <summary>The text of a value.</summary>
    public static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    // An output that is not there is empty, as for GitHub; anything else that is not there is a mistake in the file.
    private static string Evaluate(string text, Dictionary<string, IReadOnlyDictionary<string, string>> contexts) =>
        Expression().Replace(text, expression =>
        {
            var (context, name) = (expression.Groups["context"].Value, expression.Groups["name"].Value);
            Assert.IsTrue(contexts.TryGetValue(context, out var values), text);
            return context is "inputs" or "github" ? values[name] : values.GetValueOrDefault(name, "");
        });

    [GeneratedRegex(@"\$\{\{ (?<context>[a-z.]+)\.(?<name>[a-z0-9_-]+) \}\}")]
    private static partial Regex Expression();
}
