using System.Collections.Immutable;

namespace Pum.Dumper.Tests;

/// <summary>The engine's folders stand in layers: each uses only those below its own.</summary>
[TestClass]
public sealed class LayerTests
{
    /// <summary>From the bottom up. The types at the root, an empty name here, serve all and need at most the failures.</summary>
    private static readonly ImmutableArray<ImmutableArray<string>> Layers =
    [
        ["Failures"],
        [""],
        ["Files", "Parameters", "Reporting"],
        ["Archives", "Connections", "Filters"],
        ["Scripts"],
        ["ClientTools", "Databases", "Servers"],
        ["Dumping", "Restoring/Selection"],
        ["Restoring/Extensions"],
        ["Restoring/Planning"],
        ["Restoring/Running"],
        ["Restoring/Replacing"],
        ["Restoring"],
        ["Seeding"],
    ];

    private static readonly ImmutableArray<EngineFile> Engine = EngineFile.ReadAll();

    private static readonly ILookup<string, string> Types =
        Engine.SelectMany(file => file.Types.Select(type => (file.Folder, Type: type))).ToLookup(pair => pair.Folder, pair => pair.Type);

    [TestMethod]
    public void Every_folder_has_its_layer() => CollectionAssert.AreEqual(
        Layers.SelectMany(layer => layer).Order(StringComparer.Ordinal).ToArray(),
        Engine.Select(file => file.Folder).Distinct().Order(StringComparer.Ordinal).ToArray());

    [TestMethod]
    public void Every_namespace_is_that_of_its_folder() => Assert.AreEqual("", string.Join('\n', Engine
        .Where(file => file.Namespace != file.NamespaceOfPlace)
        .Select(file => $"{file.Path}: {file.Namespace}")));

    [TestMethod]
    public void Every_folder_uses_only_the_layers_below_it() => Assert.AreEqual("", string.Join('\n', Upward(Engine)));

    [TestMethod]
    [DataRow("Failures/A.cs", "using Pum.Dumper.Connections;")]
    [DataRow("Failures/A.cs", "using static Pum.Dumper.Connections.Sql;")]
    [DataRow("Failures/A.cs", "using Sql = Pum.Dumper.Connections.Sql;")]
    [DataRow("Failures/A.cs", "var quoted = Connections.Sql.Literal(text);")]
    [DataRow("Scripts/A.cs", "using Pum.Dumper.ClientTools;")]
    [DataRow("Archives/A.cs", "using Pum.Dumper.Scripts;")]
    [DataRow("Databases/A.cs", "using Pum.Dumper.Restoring.Selection;")]
    [DataRow("Dumping/A.cs", "new Restoring.Planning.Target()")]
    [DataRow("Restoring/Planning/A.cs", "using Pum.Dumper.Restoring;")]
    [DataRow("Restoring/Planning/A.cs", "await RestoreOperation.RunAsync(request);")]
    [DataRow("Restoring/Planning/A.cs", "using Pum.Dumper.Restoring.Running;")]
    [DataRow("Restoring/Running/A.cs", "new Replacing.OldDatabase()")]
    [DataRow("A.cs", "using Pum.Dumper.Connections;")]
    [DataRow("A.cs", "global using Pum.Dumper.Connections;")]
    public void A_use_of_the_same_layer_or_a_higher_one_is_seen(string path, string line) =>
        Assert.HasCount(1, Upward([new(path, $"using System.Text;\n{line}\n")]));

    [TestMethod]
    [DataRow("Failures/A.cs", "// as using Pum.Dumper.Connections; would")]
    [DataRow("Failures/A.cs", "/// <see cref=\"Connections.Sql\"/>")]
    [DataRow("Connections/A.cs", "Servers.Select(server => server.Host)")]
    [DataRow("Restoring/Replacing/A.cs", "using Pum.Dumper.Restoring.Running;")]
    [DataRow("Restoring/Planning/A.cs", "Restoring.Selection.EntryDisplay.Of(entry)")]
    [DataRow("Restoring/A.cs", "using Pum.Dumper.Restoring.Planning;")]
    [DataRow("Restoring/A.cs", "using Pum.Dumper.Databases;")]
    [DataRow("A.cs", "using Pum.Dumper.Failures;")]
    public void Comments_and_uses_of_lower_layers_are_fine(string path, string line) => Assert.IsEmpty(Upward([new(path, line)]));

    /// <summary>Which files use their own layer or a higher one.</summary>
    private static IEnumerable<string> Upward(IEnumerable<EngineFile> files) =>
        from file in files
        from used in file.Uses(Types)
        where LayerOf(used) >= LayerOf(file.Folder)
        select $"{file.Path} uses {used}";

    private static int LayerOf(string folder) => Layers.TakeWhile(layer => !layer.Contains(folder)).Count();
}
