using System.Collections.Immutable;

namespace Pum.Dumper.Tests;

/// <summary>By the rules of Windows, whose folder of programs is named by a variable and can be any.</summary>
[TestClass]
public sealed class PostgresFoldersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum folders ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Folders_named_after_a_version_come_newest_first_and_others_not_at_all()
    {
        foreach (var name in new[] { "9.6", "17", "pgAdmin 4", "15", "17-old" })
            Directory.CreateDirectory(Path.Combine(_folder, "PostgreSQL", name, "bin"));

        var found = PostgresFolders.Search(Windows([]))
            .Select(folder => Path.GetRelativePath(Path.Combine(_folder, "PostgreSQL"), folder).Replace('\\', '/'));

        CollectionAssert.AreEqual(new[] { "17/bin", "15/bin", "9.6/bin" }, found.ToArray());
    }

    [TestMethod]
    public void PGBIN_comes_first_and_each_folder_once()
    {
        var bin = Directory.CreateDirectory(Path.Combine(_folder, "PostgreSQL", "17", "bin")).FullName;

        var found = PostgresFolders.Search(
            Windows([new("PGBIN", "own" + Path.DirectorySeparatorChar), new("PATH", $"{bin};relative;{Path.Combine(_folder, "path")}")]));

        CollectionAssert.AreEqual(new[] { Path.Combine(_folder, "own"), bin, Path.Combine(_folder, "path") }, found.ToArray());
    }

    private HostEnvironment Windows(ImmutableArray<KeyValuePair<string, string>> variables) => HostEnvironment.Current(_folder) with
    {
        IsWindows = true,
        Variables = ImmutableDictionary<string, string>.Empty.Add("ProgramFiles", _folder).AddRange(variables),
    };
}
