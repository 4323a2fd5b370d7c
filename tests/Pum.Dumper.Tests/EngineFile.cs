using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Tests;

/// <summary>A source file of the engine.</summary>
/// <param name="Path">Relative to the engine's folder, with slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed partial record EngineFile(string Path, string Text)
{
    /// <summary>The folder of the engine that it is in, however deep; empty for the root.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.IndexOf('/')] : "";

    /// <summary>The namespace that its place asks for.</summary>
    public string NamespaceOfPlace => string.Join('.', Path.Split('/').SkipLast(1).Prepend("Pum.Dumper"));

    /// <summary>The namespace that it declares.</summary>
    public string? Namespace => NamespaceLine().Match(Text) is { Success: true } line ? line.Groups[1].Value : null;

    /// <summary>The names of the types that it declares.</summary>
    public IEnumerable<string> Types => TypeDeclaration().Matches(Code).Select(type => type.Groups[1].Value);

    /// <summary>All files of the engine.</summary>
    public static ImmutableArray<EngineFile> ReadAll()
    {
        var engine = System.IO.Path.Combine(Repository.Root, "src", "Pum.Dumper");
        return
        [
            .. Directory.EnumerateFiles(engine, "*.cs", SearchOption.AllDirectories)
                .Select(path => new EngineFile(System.IO.Path.GetRelativePath(engine, path).Replace('\\', '/'), File.ReadAllText(path)))
                .Where(file => file.Folder is not ("bin" or "obj"))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The folders that it uses: a type of another namespace has to be named by a <c>using</c> or in full, or by the last part of its
    /// namespace, since all of them are in <c>Pum.Dumper</c>.
    /// </summary>
    /// <param name="typesOf">The types of each folder: <c>Servers.Select</c> is no type of the folder Servers.</param>
    public IEnumerable<string> Uses(ILookup<string, string> typesOf) => NamespaceName().Matches(Code).Select(name => name.Groups[1].Value)
        .Concat(QualifiedName().Matches(Code).Where(name => typesOf[name.Groups[1].Value].Contains(name.Groups[2].Value)).Select(name => name.Groups[1].Value))
        .Where(folder => folder != Folder && typesOf.Contains(folder))
        .Distinct();

    private string Code => Comment().Replace(Text, "");

    // The colon spares the addresses in strings.
    [GeneratedRegex("(?<!:)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:public|internal) (?:[a-z]+ )*(?:class|struct|interface|enum|record) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<!namespace )\bPum\.Dumper\.(\w+)")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"(?<![\w.])(\w+)\.(\w+)")]
    private static partial Regex QualifiedName();
}
