using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Tests.Failures;

/// <summary>The manual's page on errors, to which each error links by its code.</summary>
[TestClass]
public sealed partial class ManualTests
{
    // A match is not for several tests at once: it makes its groups when it is asked.
    private static readonly ImmutableArray<(string Code, string Text)> Sections =
    [
        .. Section().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md")).ReplaceLineEndings("\n"))
            .Select(section => (section.Groups["code"].Value, section.Value)),
    ];

    [TestMethod]
    public void Every_code_has_its_heading_and_every_heading_its_code() => CollectionAssert.AreEqual(
        PumCodesTests.All.Values.Order(StringComparer.Ordinal).ToArray(),
        Sections.Select(section => section.Code).ToArray());

    [TestMethod]
    public void Every_code_shows_a_line_of_its_own()
    {
        foreach (var section in Sections)
            StringAssert.Matches(section.Text, new($"\n```text\n\\S.* ?: (error|warning) {section.Code}: .+\n```\n"));
    }

    [TestMethod]
    public void Every_link_of_the_manual_leads_somewhere()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "README.md", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
            .Concat([Path.Combine(Repository.Root, "README.md"), Path.Combine(Repository.Root, "CONTRIBUTING.md")]);
        var broken = pages.SelectMany(page => Link().Matches(File.ReadAllText(page))
            .Select(link => (Page: page, Path: link.Groups["path"].Value, Anchor: link.Groups["anchor"].Value))
            .Where(link => !Leads(link.Path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, link.Path), link.Anchor)));
        Assert.AreEqual("", string.Join('\n', broken));
    }

    private static bool Leads(string path, string anchor) =>
        anchor.Length == 0
            ? Path.Exists(path)
            : File.Exists(path) && Heading().Matches(File.ReadAllText(path)).Any(heading => AnchorOf(heading.Groups[1].Value) == anchor);

    // As GitHub makes them: small letters, hyphens for blanks, no other punctuation.
    private static string AnchorOf(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_'))
            .Replace(' ', '-');

    [GeneratedRegex("^## (?<code>PUM[0-9]{4})\n.*?(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]*)(#(?<anchor>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
