using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Tests;

/// <summary>A source file of the engine.</summary>
/// <param name="Path">Relative to the engine's folder, with slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed partial record EngineFile(string Path, string Text)
{
    /// <summary>The folder of the engine that it is in, for instance <c>Restoring/Planning</c>; empty for the root.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : "";

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
                .Where(file => file.Path.Split('/')[0] is not ("bin" or "obj"))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The folders that it uses: a type of another namespace has to be named by a <c>using</c> or in full, or by the last part of its
    /// namespace, since all of them are in <c>Pum.Dumper</c>; one of a folder above its own needs neither.
    /// </summary>
    /// <param name="typesOf">The types of each folder: <c>Servers.Select</c> is no type of the folder Servers.</param>
    public IEnumerable<string> Uses(ILookup<string, string> typesOf) =>
        NamespaceName().Matches(Code).Select(name => FolderOf(name.Groups[1].Value, typesOf))
        .Concat(QualifiedName().Matches(Code).SelectMany(name => FoldersOf(name.Value.Split('.'), typesOf)))
        .Concat(typesOf.Where(folder => Folder.StartsWith($"{folder.Key}/", StringComparison.Ordinal) && folder.Intersect(Words).Any()).Select(folder => folder.Key))
        .Where(folder => folder != Folder && typesOf.Contains(folder))
        .Distinct();

    /// <summary>The folder of a namespace, or of a type in one.</summary>
    private static string FolderOf(string name, ILookup<string, string> typesOf)
    {
        var parts = name.Split('.');
        return Enumerable.Range(0, parts.Length).Select(left => string.Join('/', parts.SkipLast(left)))
            .FirstOrDefault(typesOf.Contains) ?? "";
    }

    /// <summary>The folders of a type that is named with the last part of its namespace, or with more of it.</summary>
    private static IEnumerable<string> FoldersOf(string[] parts, ILookup<string, string> typesOf) =>
        from length in Enumerable.Range(1, parts.Length - 1)
        let end = string.Join('/', parts.Take(length))
        from folder in typesOf
        where (folder.Key == end || folder.Key.EndsWith($"/{end}", StringComparison.Ordinal)) && folder.Contains(parts[length])
        select folder.Key;

    private IEnumerable<string> Words => Word().Matches(Code).Select(word => word.Value);

    private string Code => Comment().Replace(Text, "");

    // The colon spares the addresses in strings.
    [GeneratedRegex("(?<!:)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:public|internal) (?:[a-z]+ )*(?:class|struct|interface|enum|record) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<!namespace )\bPum\.Dumper\.(\w+(?:\.\w+)*)")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"(?<![\w.])\w+(?:\.\w+)+")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex Word();
}
