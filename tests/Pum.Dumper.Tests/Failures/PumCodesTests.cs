using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Failures;

/// <summary>The codes are in one place.</summary>
[TestClass]
public sealed partial class PumCodesTests
{
    /// <summary>The codes by the names of their constants.</summary>
    internal static ImmutableDictionary<string, string> All { get; } =
        typeof(PumCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToImmutableDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);

    private static ImmutableDictionary<string, string> Sources { get; } =
        new[] { "Pum.Dumper", "Pum.Build.Tasks" }
            .SelectMany(
                project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(path) != $"{nameof(PumCodes)}.cs")
            .ToImmutableDictionary(path => path, File.ReadAllText);

    [TestMethod]
    public void No_code_is_given_to_two_meanings() => CollectionAssert.AllItemsAreUnique(All.Values.ToList());

    [TestMethod]
    public void No_string_elsewhere_is_a_code() =>
        Assert.AreEqual("", string.Join(
            '\n', Sources.SelectMany(source => Code().Matches(source.Value).Select(code => $"{source.Key}: {code.Value}"))));

    [TestMethod]
    public void Every_code_is_given()
    {
        var targets = string.Concat(
            Directory.GetFiles(Path.Combine(Repository.Root, "src", "Pum.Build.Tasks"), "*.targets", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.AreEqual("", string.Join(", ", All
            .Where(code => !targets.Contains($"\"{code.Value}\"", StringComparison.Ordinal)
                && !Sources.Any(source => Path.GetFileName(source.Key) != "HelpPage.cs"
                    && source.Value.Contains($"{nameof(PumCodes)}.{code.Key}", StringComparison.Ordinal)))
            .Select(code => code.Key)));
    }

    // In a string, not in a comment or a pragma.
    [GeneratedRegex("^(?!\\s*(//|#)).*PUM[0-9]{4}", RegexOptions.Multiline)]
    private static partial Regex Code();
}
