using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>The blocks of the manual's page of recipes, and of the other pages that show whole files.</summary>
internal static partial class Recipes
{
    /// <summary>The page.</summary>
    public static readonly string Page = Path.Combine("docs", "recipes.md");

    /// <summary>The block that is to be saved under a name, which stands in its first line.</summary>
    public static string File(string name) => File(Page, name);

    /// <summary>The same on another page.</summary>
    public static string File(string page, string name) => ManualSnippet.Of(page)
        .Single(snippet => NameOf(snippet) == name).Text;

    /// <summary>The name to save a block under; empty where it is no file.</summary>
    public static string NameOf(ManualSnippet snippet) => Name().Match(snippet.Text).Groups["name"].Value;

    /// <summary>The command lines of the one console block that holds a text.</summary>
    public static ImmutableArray<string> Console(string part) =>
    [
        .. ManualSnippet.Of(Page).Single(snippet => snippet.Language == "console" && snippet.Text.Contains(part, StringComparison.Ordinal))
            .Text.TrimEnd().Split('\n'),
    ];

    [GeneratedRegex(@"\A(?:#!.*\n)?(?:#|--|<!--) (?<name>[\w./-]+)(?=[: \n])")]
    private static partial Regex Name();
}
