using Microsoft.Win32.SafeHandles;

namespace Pum.Dumper.Files;

/// <summary>
/// A file or folder that is held open from the first look to the last: whatever takes its name meanwhile, what was checked is what is
/// read.
/// </summary>
/// <remarks>On Linux, see <see cref="UnixFile.PathOf"/>. Elsewhere it is read by its name.</remarks>
internal sealed class HeldFile : IDisposable
{
    private readonly SafeFileHandle? _handle;

    private HeldFile(string name, SafeFileHandle? handle, Exception? failure) =>
        (Name, _handle, Path, Failure) = (name, handle, handle is null ? name : UnixFile.PathOf(handle), failure);

    /// <summary>Its full path, for people.</summary>
    public string Name { get; }

    /// <summary>The path by which it is read, unless there is a <see cref="Failure"/>.</summary>
    public string Path { get; }

    /// <summary>Why it could not be opened; whatever has the name later is not it.</summary>
    public Exception? Failure { get; }

    /// <summary>Follows a path's links and opens what it leads to.</summary>
    /// <exception cref="IOException">A link is not followed, or took the place of what had been found.</exception>
    public static HeldFile Open(string path) => OpenFound(RealPath.Of(path));

    /// <summary>Opens what a path was found to lead to; a link is refused.</summary>
    /// <exception cref="IOException">A link, or a folder that is one, took its place.</exception>
    internal static HeldFile OpenFound(string name)
    {
        var file = UnixFile.HasPathOfHandle ? TryOpen(name) : new HeldFile(name, null, null);
        try
        {
            if (RealPath.Of(name) == name)
                return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        throw new IOException($"A link has just taken the place of '{name}'");
    }

    private static HeldFile TryOpen(string name)
    {
        try
        {
            return new(name, UnixFile.OpenAny(name), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(name, null, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();
}
