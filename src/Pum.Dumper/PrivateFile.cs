namespace Pum.Dumper;

/// <summary>A temporary file that nobody else can read, removed when disposed or when this process is told to end.</summary>
internal sealed class PrivateFile : IDisposable
{
    private readonly AtProcessExit _removal;

    private PrivateFile(string path)
    {
        Path = path;
        _removal = new(() => File.Delete(path));
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes lines to a new file, under a name that tells whose it is if it should ever stay.</summary>
    public static PrivateFile Create(IEnumerable<string> lines)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // On Windows the folder is the user's own.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new PrivateFile(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"pum-{Guid.NewGuid():N}.list"));
        using var writer = new StreamWriter(file.Path, options);
        foreach (var line in lines)
            writer.WriteLine(line);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _removal.Dispose();
        File.Delete(Path);
    }
}
