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

    private HeldFile(string name, SafeFileHandle? handle) =>
        (Name, _handle, Path) = (name, handle, handle is null ? name : UnixFile.PathOf(handle));

    /// <summary>Its full path, for people.</summary>
    public string Name { get; }

    /// <summary>The path by which it is read.</summary>
    public string Path { get; }

    /// <summary>Opens it; where that fails, reading it by its name says why.</summary>
    public static HeldFile Open(string name) => new(name, UnixFile.HasPathOfHandle ? UnixFile.TryOpen(name) : null);

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();
}
