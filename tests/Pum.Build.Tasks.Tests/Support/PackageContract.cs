using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>What every package of this repository keeps to; the tests of each inherit it.</summary>
public abstract partial class PackageContract
{
    private const int IconSize = 128;

    private protected abstract PackageShape Shape { get; }

    [TestMethod]
    public async Task A_feed_can_say_what_it_is_whose_it_is_and_where_it_comes_from()
    {
        using var package = await OpenAsync();

        Assert.AreEqual(Shape.Id, package["id"]);
        Assert.StartsWith($"{(Shape.Id == "Pum.Tool" ? "pum" : Shape.Id)}: ", package["title"]);
        foreach (var name in (string[])["authors", "description", "tags"])
            Assert.IsFalse(string.IsNullOrWhiteSpace(package[name]), name);
        Assert.EndsWith($" {package["authors"]}", package["copyright"]);
        Assert.AreEqual("MIT", package["license"]);
        Assert.AreEqual("expression", package.Element("license")!.Attribute("type")?.Value);
        Assert.AreEqual("README.md", package["readme"]);
        Assert.AreEqual("icon.png", package["icon"]);
        var repository = package.Element("repository");
        Assert.AreEqual(package.Address, repository?.Attribute("url")?.Value);
        if (package.Address is null)
            return;
        Assert.AreEqual("git", repository!.Attribute("type")?.Value);
        Assert.MatchesRegex(Commit(), package.Commit ?? "");
    }

    [TestMethod]
    public async Task It_holds_these_files_and_no_others_and_is_no_larger_than_it_need_be()
    {
        using var package = await OpenAsync();

        CollectionAssert.AreEqual(
            Shape.Files.Order(StringComparer.Ordinal).ToArray(), package.Files.ToArray(), string.Join('\n', package.Files));
        Assert.IsLessThan(Shape.LargestSize, package.Size);
    }

    [TestMethod]
    public async Task It_brings_these_packages_and_no_others()
    {
        using var package = await OpenAsync();

        CollectionAssert.AreEqual(
            Shape.Dependencies,
            package.Elements("dependency").Select(each => $"{each.Attribute("id")!.Value} {each.Attribute("version")!.Value}").ToArray());
        foreach (var framework in package.Elements("dependency").Select(dependency => dependency.Parent!.Attribute("targetFramework")?.Value))
            Assert.AreEqual("net8.0", framework);
        CollectionAssert.AreEqual(Shape.Types, package.Elements("packageType").Select(type => type.Attribute("name")!.Value).ToArray());
    }

    [TestMethod]
    public async Task The_README_has_links_that_lead_somewhere_or_none()
    {
        using var package = await OpenAsync();
        var page = package.ReadText("README.md");
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", Shape.Id, "README.md"));

        foreach (var link in Link().Matches(page).Select(match => match.Groups["target"].Value))
            Assert.IsTrue(Uri.TryCreate(link, UriKind.Absolute, out var target) && target.Scheme == Uri.UriSchemeHttps, link);
        var expected = package.Address is { } address
            ? source.Replace("](../../", $"]({address}/blob/{package.Commit}/", StringComparison.Ordinal)
            : InnerLink().Replace(source, "${text}");
        Assert.AreEqual(
            expected.ReplaceLineEndings("\n").Replace(Repository.Version, package.Version, StringComparison.Ordinal).TrimEnd(),
            page.TrimEnd());
    }

    [TestMethod]
    public async Task The_README_begins_with_the_line_that_installs_it()
    {
        using var package = await OpenAsync();
        var lines = package.ReadText("README.md").Split('\n');

        Assert.AreEqual($"# {Shape.Id}", lines[0]);
        Assert.AreEqual(
            Shape.Types.Contains("DotnetTool") ? $"dotnet tool install --global {Shape.Id}" : $"dotnet add package {Shape.Id}",
            lines[Array.IndexOf(lines, "```console") + 1]);
        Assert.IsLessThan(10, Array.IndexOf(lines, "```console"));
    }

    [TestMethod]
    public async Task The_icon_is_a_PNG_file_of_the_size_that_a_feed_shows()
    {
        using var package = await OpenAsync();
        var file = package.Read("icon.png").AsSpan();

        CollectionAssert.AreEqual(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A }, file[..8].ToArray());
        var chunks = Chunks(package.Read("icon.png")[8..]).ToList();
        CollectionAssert.AreEqual(new[] { "IHDR", "IDAT", "IEND" }, chunks.Select(chunk => chunk.Type).ToArray());
        Assert.AreEqual(IconSize, BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data));
        Assert.AreEqual(IconSize, BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data.AsSpan(4)));
        using var rows = new MemoryStream();
        using (var inflate = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress))
            await inflate.CopyToAsync(rows);
        Assert.AreEqual(IconSize * (1 + (4 * IconSize)), rows.Length);
        // Its corner is clear, its middle is not.
        var bytes = rows.ToArray();
        Assert.AreEqual(0, bytes[4]);
        Assert.AreEqual(255, bytes[(64 * (1 + (4 * IconSize))) + (64 * 4) + 4]);
    }

    [TestMethod]
    public async Task The_release_notes_are_the_changes_of_its_version()
    {
        using var package = await OpenAsync();
        var changes = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "CHANGELOG.md"))).ReplaceLineEndings("\n");
        var sections = changes.Split("\n## ").Skip(1).ToDictionary(section => section.Split(' ')[0], section => section[section.IndexOf('\n')..].Trim());

        var notes = package["releaseNotes"]!.ReplaceLineEndings("\n");
        Assert.AreEqual(sections[package.Version.Split('-')[0]], notes);
        // https://learn.microsoft.com/nuget/reference/nuspec#releasenotes
        Assert.IsLessThan(35_000, notes.Length);
    }

    [TestMethod]
    public async Task Each_of_its_assemblies_is_reproducible_and_holds_its_symbols()
    {
        using var package = await OpenAsync();
        var assemblies = package.Files.Where(file => OwnAssembly().IsMatch(file)).ToList();

        Assert.IsNotEmpty(assemblies);
        foreach (var assembly in assemblies)
        {
            var symbols = AssemblySymbols.Of(package.Read(assembly));
            Assert.IsTrue(symbols.IsReproducible, assembly);
            Assert.IsTrue(symbols.IsEmbedded, assembly);
            if (package.Address is null)
                continue;
            Assert.HasCount(1, symbols.Links, assembly);
            var (folder, address) = symbols.Links.Single();
            Assert.EndsWith($"/{package.Commit}/*", address, assembly);
            // Every source is one of the repository; those that the compiler made are in the symbols.
            foreach (var source in symbols.Sources)
            {
                Assert.StartsWith(folder.TrimEnd('*'), source, assembly);
                Assert.IsTrue(File.Exists(Path.Combine(Repository.Root, source[(folder.Length - 1)..])), source);
            }
        }
    }

    private protected abstract Task<NuGetPackage> OpenAsync();

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        for (var place = 0; place < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(place));
            var named = file[(place + 4)..(place + 8 + length)];
            Assert.AreEqual(Crc32.HashToUInt32(named), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(place + 8 + length)));
            yield return (Encoding.ASCII.GetString(named, 0, 4), named[4..]);
            place += 12 + length;
        }
    }

    [GeneratedRegex("^[0-9a-f]{40}$")]
    private static partial Regex Commit();

    [GeneratedRegex(@"\[[^\]]+\]\((?<target>[^)]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\(\.\./[^)]*\)")]
    private static partial Regex InnerLink();

    [GeneratedRegex(@"(^|/)(Pum\..*|pum)\.dll$")]
    private static partial Regex OwnAssembly();
}
