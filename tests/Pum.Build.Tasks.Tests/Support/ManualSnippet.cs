using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>A fenced block of the README or of a page of the manual.</summary>
/// <param name="Language">What stands behind the fence: xml, console, yaml, text.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed partial record ManualSnippet(string Language, string Text)
{
    /// <summary>The READMEs and the pages of the manual, as paths from the repository's folder.</summary>
    public static ImmutableArray<string> Pages { get; } =
    [
        "README.md",
        Path.Combine("src", "Pum.Build.Tasks", "README.md"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The blocks of a page in its order.</summary>
    public static ImmutableArray<ManualSnippet> Of(string page) =>
        [.. Fence().Matches(ReadPage(page)).Select(match => new ManualSnippet(match.Groups["language"].Value, match.Groups["text"].Value))];

    /// <summary>The text of a page.</summary>
    public static string ReadPage(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    /// <summary>Whether it is a project or elements of a target.</summary>
    public bool IsXml => Language == "xml";

    /// <summary>Whether its first line names the file to save it as: a part of a recipe, which a test of its own runs.</summary>
    private bool IsNamed => Text.StartsWith("<!-- ", StringComparison.Ordinal);

    /// <summary>The name under which a reader would save the project.</summary>
    public string FileName => Text.Contains("Microsoft.NET.Sdk", StringComparison.Ordinal) ? "app.csproj" : "database.proj";

    /// <summary>A whole project that refers to the package of this version; elements stand in a target of their own.</summary>
    public string ToProject(string version)
    {
        var project = Text.StartsWith("<Project", StringComparison.Ordinal)
            ? Text
            : $"""<Project Sdk="Pum.Build.Tasks/{Repository.Version}"><Target Name="Snippet">{Text}</Target></Project>""";
        return project.Replace($"Pum.Build.Tasks/{Repository.Version}", $"Pum.Build.Tasks/{version}", StringComparison.Ordinal)
            .Replace($"Version=\"{Repository.Version}\"", $"Version=\"{version}\"", StringComparison.Ordinal);
    }

    /// <summary>
    /// What a reader would have <c>dotnet</c> do: each target of a project, each line that begins with <c>dotnet build</c>.
    /// </summary>
    public IEnumerable<string[]> Commands => Language switch
    {
        "xml" when IsNamed => [],
        "xml" when !Text.StartsWith("<Project", StringComparison.Ordinal) => [["build", FileName, "-t:Snippet"]],
        "xml" => Target().Matches(Text).Select(target => new[] { "build", FileName, $"-t:{target.Groups[1].Value}" }),
        "console" => Text.Split('\n').Where(line => line.StartsWith("dotnet build ", StringComparison.Ordinal)).Select(line => Word().Matches(line).Skip(1).Select(word => word.Value.Trim('"')).ToArray()),
        _ => [],
    };

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("<Target Name=\"([^\"]+)\"")]
    private static partial Regex Target();

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Word();
}
