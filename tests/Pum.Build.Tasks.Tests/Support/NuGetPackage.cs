using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>The file of a package, as a feed gives it out.</summary>
internal sealed class NuGetPackage : IDisposable
{
    private readonly ZipArchive _archive;

    /// <summary>Opens it.</summary>
    /// <param name="path">Path of the <c>.nupkg</c> file.</param>
    public NuGetPackage(string path)
    {
        _archive = ZipFile.OpenRead(path);
        Size = new FileInfo(path).Length;
        var nuspec = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        // NuGet adds these to every package.
        Files =
        [
            .. _archive.Entries.Select(entry => entry.FullName)
                .Where(name => name != nuspec.FullName && name != "[Content_Types].xml" && name != "_rels/.rels")
                .Where(name => !name.StartsWith("package/services/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        using var stream = nuspec.Open();
        Metadata = XDocument.Load(stream).Root!.Elements().Single();
    }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; }

    /// <summary>What it consists of, in order.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>The element <c>metadata</c> of its nuspec.</summary>
    public XElement Metadata { get; }

    /// <summary>Its version.</summary>
    public string Version => this["version"]!;

    /// <summary>The address of the repository that it was packed from, or <see langword="null"/>.</summary>
    public string? Address => this["projectUrl"];

    /// <summary>The commit that it was packed from, or <see langword="null"/>.</summary>
    public string? Commit => Element("repository")?.Attribute("commit")?.Value;

    /// <summary>The text of a piece of its metadata, or <see langword="null"/>.</summary>
    public string? this[string name] => Element(name)?.Value;

    /// <summary>A piece of its metadata, or <see langword="null"/>.</summary>
    public XElement? Element(string name) => Metadata.Element(Metadata.Name.Namespace + name);

    /// <summary>All pieces of its metadata of a name, however deep.</summary>
    public IEnumerable<XElement> Elements(string name) => Metadata.Descendants(Metadata.Name.Namespace + name);

    /// <summary>The bytes of a file.</summary>
    public byte[] Read(string file)
    {
        using var stream = _archive.GetEntry(file)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The text of a file.</summary>
    public string ReadText(string file) => Encoding.UTF8.GetString(Read(file)).ReplaceLineEndings("\n");

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();
}
