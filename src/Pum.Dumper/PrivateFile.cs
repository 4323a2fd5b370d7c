namespace Pum.Dumper;

/// <summary>A temporary file that nobody else can read, removed when disposed.</summary>
internal sealed class PrivateFile : IDisposable
{
    private PrivateFile(string path) => Path = path;

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes lines to a new file.</summary>
    public static PrivateFile Create(IEnumerable<string> lines)
    {
        // .NET makes it with mode 0600 on Unix; on Windows the folder is the user's own.
        var file = new PrivateFile(System.IO.Path.GetTempFileName());
        File.WriteAllLines(file.Path, lines);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
