using Microsoft.Win32.SafeHandles;

namespace Pum.Dumper.Files;

/// <summary>
/// The folder that a file is to appear in, held open: whoever may rename it, or a folder above it, can put a link in its place, and what
/// is renamed by name then goes where the link leads.
/// </summary>
/// <remarks>
/// On Linux everything in it is reached through the handle (<c>/proc/PID/fd/N</c>). Elsewhere a folder can only be replaced by name, and
/// <see cref="IsInPlace"/> tells whether the name still leads here; on Windows an open folder cannot be renamed.
/// </remarks>
internal sealed class ParentFolder : IDisposable
{
    private readonly string _name;
    private readonly SafeFileHandle? _handle;
    private readonly FileIdentity? _identity;

    private ParentFolder(string name, SafeFileHandle? handle, FileIdentity? identity) =>
        (_name, _handle, _identity) = (name, handle, identity);

    /// <summary>Whether the folder still has its name.</summary>
    public bool IsInPlace => _identity?.IsSameAs(FileIdentity.Of(_name)) != false;

    private string Root => _handle is not null && UnixFile.HasPathOfHandle ? UnixFile.PathOf(_handle) : _name;

    /// <summary>Opens a folder; a link is refused.</summary>
    /// <exception cref="IOException">It could not be opened, is none, or was just exchanged.</exception>
    public static ParentFolder Open(string name)
    {
        if (OperatingSystem.IsWindows())
            return new(name, null, null);
        var handle = UnixFile.OpenFolder(name);
        var folder = new ParentFolder(name, handle, FileIdentity.Of(UnixFile.HasPathOfHandle ? UnixFile.PathOf(handle) + "/." : name));
        try
        {
            // A folder above it may have become another user's link since its name was found without links.
            if (RealPath.Of(name) == name && folder.IsInPlace)
                return folder;
        }
        catch (IOException)
        {
            folder.Dispose();
            throw;
        }

        folder.Dispose();
        throw new IOException($"Another folder has just taken the place of '{name}'");
    }

    /// <summary>The path by which a name in the folder is reached.</summary>
    public string PathOf(string name) => Path.Join(Root, Path.GetFileName(name));

    /// <summary>Renames a file into the folder, in the place of what has that name there.</summary>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public void Replace(string name, string file)
    {
        if (_handle is null)
            File.Move(file, Path.Join(_name, name), overwrite: true);
        else
            UnixFile.Rename(file, _handle, name);
    }

    /// <summary>Writes the folder's names to the disk.</summary>
    /// <remarks>
    /// Nobody could do anything about a failure: what the names lead to is on the disk already, and a rename that is not leaves what was
    /// there before.
    /// </remarks>
    public void TryFlush()
    {
        try
        {
            if (_handle is not null)
                UnixFile.Flush(_handle);
        }
        catch (IOException)
        {
            // See above.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();
}
