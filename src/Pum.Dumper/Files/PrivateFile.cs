using System.Text;

namespace Pum.Dumper.Files;

/// <summary>A temporary file that nobody else can read, and that does not outlive its use.</summary>
/// <remarks>
/// On Linux it has no name from before anything is written into it, so that it ends with this process however that ends; the programs that
/// this process starts open it as <c>/proc/PID/fd/N</c>. Elsewhere it is removed when disposed or when this process is told to end, and on
/// Unix by the watchdog of the tool when it is killed.
/// </remarks>
internal sealed class PrivateFile : IDisposable
{
    private readonly FileStream? _nameless;
    private readonly AtProcessExit? _removal;

    private PrivateFile(FileStream nameless) => (_nameless, Path) = (nameless, PathOf(nameless));

    private PrivateFile(string name)
    {
        (Name, Path) = (name, name);
        _removal = new(() => File.Delete(name));
    }

    /// <summary>The path by which the file is opened.</summary>
    public string Path { get; }

    /// <summary>The name that it has in the file system; <see langword="null"/> where it has none.</summary>
    public string? Name { get; }

    /// <summary>Writes a text to a new file.</summary>
    public static PrivateFile Create(string text)
    {
        var name = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"pum-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        // On Windows the folder is the user's own.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(name, options);
        var isNameless = OperatingSystem.IsLinux() && File.Exists(PathOf(stream));
        if (isNameless)
            File.Delete(name);
        var file = isNameless ? new PrivateFile(stream) : new PrivateFile(name);
        try
        {
            Write(stream, text);
            if (!isNameless)
                stream.Dispose();
            return file;
        }
        catch
        {
            stream.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _nameless?.Dispose();
        _removal?.Dispose();
        if (Name is not null)
            File.Delete(Name);
    }

    private static void Write(FileStream stream, string text)
    {
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
    }

    private static string PathOf(FileStream stream) => $"/proc/{Environment.ProcessId}/fd/{stream.SafeFileHandle.DangerousGetHandle()}";
}
