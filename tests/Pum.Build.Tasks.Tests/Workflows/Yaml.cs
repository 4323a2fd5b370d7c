using YamlDotNet.RepresentationModel;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>Reads YAML, and finds in it what may be missing.</summary>
internal static class Yaml
{
    /// <summary>The one document of a file, which is a mapping; a key that stands there twice is an error.</summary>
    public static YamlMappingNode Read(string path) => (YamlMappingNode)Parse(File.ReadAllText(path));

    /// <summary>The one document of a text.</summary>
    public static YamlNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Single().RootNode;
    }

    /// <summary>The value of a key, or <see langword="null"/>.</summary>
    public static YamlNode? Get(this YamlNode node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    /// <summary>The text of a key, or <see langword="null"/>.</summary>
    public static string? Text(this YamlNode node, string key) => (node.Get(key) as YamlScalarNode)?.Value;

    /// <summary>The entries of the list under a key; none where it is missing.</summary>
    public static IEnumerable<YamlNode> List(this YamlNode node, string key) => (node.Get(key) as YamlSequenceNode)?.Children ?? [];

    /// <summary>The keys and values of the mapping under a key; none where it is missing.</summary>
    public static IEnumerable<(string Key, YamlNode Value)> Entries(this YamlNode node, string key) =>
        (node.Get(key) as YamlMappingNode)?.Children.Select(entry => (((YamlScalarNode)entry.Key).Value!, entry.Value)) ?? [];

    /// <summary>How often a text is found in the values below a node.</summary>
    public static int Count(this YamlNode node, string text) =>
        node.AllNodes.OfType<YamlScalarNode>().Count(scalar => scalar.Value!.Contains(text, StringComparison.Ordinal));
}
