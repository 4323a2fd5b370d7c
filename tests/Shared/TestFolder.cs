namespace Pum.TestSupport;

/// <summary>A folder of one test's own, removed at its end.</summary>
internal sealed class TestFolder : IDisposable
{
    /// <summary>Makes the folder; <paramref name="awkward"/> gives it spaces, quotes and letters beyond ASCII.</summary>
    public TestFolder(bool awkward = false) => FullName =
        Directory.CreateDirectory(Path.Combine(Directory.CreateTempSubdirectory("pum_test_").FullName, awkward ? "Ünï çödé 'it's' 数据" : "folder")).FullName;

    /// <summary>Its full path.</summary>
    public string FullName { get; }

    /// <summary>A full path in it; nothing is created.</summary>
    public string this[string path] => Path.Combine(FullName, path);

    /// <summary>Writes a file, its folders included, and returns its full path.</summary>
    public string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], content);
        return this[path];
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path.GetDirectoryName(FullName)!, recursive: true);
}
