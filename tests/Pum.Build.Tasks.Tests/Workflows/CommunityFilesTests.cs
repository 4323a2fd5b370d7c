using System.IO.Enumeration;
using System.Xml.Linq;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>What GitHub reads besides the workflows: the issue forms, the way to report a vulnerability, Dependabot's settings.</summary>
[TestClass]
public sealed class CommunityFilesTests
{
    private static readonly string Templates = Path.Combine(Repository.Root, ".github", "ISSUE_TEMPLATE");

    // https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
    [TestMethod]
    [DataRow("bug.yml")]
    [DataRow("feature.yml")]
    public void A_form_is_one_that_GitHub_shows(string file)
    {
        var form = Yaml.Read(Path.Combine(Templates, file));
        var fields = form.List("body").Where(element => element.Text("type") != "markdown").ToList();

        Assert.IsFalse(string.IsNullOrEmpty(form.Text("name")) || string.IsNullOrEmpty(form.Text("description")));
        Assert.IsNotEmpty(fields);
        foreach (var field in fields)
        {
            Assert.Contains(field.Text("type"), (string[])["textarea", "input", "dropdown", "checkboxes"]);
            Assert.IsNotNull(field.Get("attributes")?.Text("label"), field.ToString());
        }
        CollectionAssert.AllItemsAreUnique(fields.Select(field => field.Text("id")).ToList());
    }

    [TestMethod]
    public void A_bug_comes_with_its_line_its_code_and_the_versions()
    {
        var required = Yaml.Read(Path.Combine(Templates, "bug.yml")).List("body")
            .Where(field => field.Get("validations")?.Text("required") == "true").Select(field => field.Text("id")).ToList();

        CollectionAssert.IsSubsetOf((string[])["error", "code", "versions"], required);
    }

    [TestMethod]
    public void A_vulnerability_is_led_away_from_the_issues()
    {
        var config = Yaml.Read(Path.Combine(Templates, "config.yml"));
        var policy = File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"));

        Assert.AreEqual("false", config.Text("blank_issues_enabled"));
        Assert.Contains("privately-reporting-a-security-vulnerability", config.List("contact_links").Single().Text("url")!);
        Assert.Contains("](../../security/advisories/new)", policy);
        Assert.Contains("](docs/security.md)", policy);
    }

    [TestMethod]
    public void Dependabot_has_a_group_for_each_package_and_a_package_for_each_group()
    {
        var packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value).ToList();
        var update = Yaml.Read(Path.Combine(Repository.Root, ".github", "dependabot.yml")).List("updates")
            .Single(update => update.Text("package-ecosystem") == "nuget");
        var patterns = update.Entries("groups").SelectMany(group => group.Value.List("patterns")).Select(pattern => pattern.ToString())
            .Concat(update.List("ignore").Select(ignored => ignored.Text("dependency-name")!)).ToList();

        foreach (var package in packages)
            Assert.HasCount(1, patterns.Where(pattern => FileSystemName.MatchesSimpleExpression(pattern, package)), package);
        foreach (var pattern in patterns)
            Assert.IsTrue(packages.Any(package => FileSystemName.MatchesSimpleExpression(pattern, package)), pattern);
    }
}
