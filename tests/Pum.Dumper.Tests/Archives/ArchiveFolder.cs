namespace Pum.Dumper.Tests.Archives;

/// <summary>A folder of a test's own, gone at its end.</summary>
internal sealed class ArchiveFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pum-archives-").FullName;

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Join(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes files below a folder and returns that.</summary>
    public string WriteFolder(string name, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var path = Directory.CreateDirectory(System.IO.Path.Join(Path, name)).FullName;
        foreach (var (file, content) in files)
            Write(System.IO.Path.Join(name, file), content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
