using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Pum.Dumper.Files;

/// <summary>
/// A folder that only this user can enter (0700), beside files of others: no other user can read or replace what is in it, or create it
/// first. On Windows it inherits the rights of its parent folder.
/// </summary>
/// <remarks>
/// If other users can rename entries of its parent folder, its name proves nothing. On Linux it is then reached through an open handle
/// (<c>/proc/PID/fd/N</c>), also by the programs that this process starts. Elsewhere <see cref="IsInPlace"/> tells whether it was
/// exchanged.
/// </remarks>
internal sealed class PrivateFolder : IDisposable
{
    private const uint RightsOfOthers = 0x3F;

    private readonly SafeFileHandle? _handle;
    private readonly FileIdentity? _identity;

    private PrivateFolder(string name, FileIdentity? identity, SafeFileHandle? handle)
    {
        (Name, _identity, _handle) = (name, identity, handle);
        Root = handle is null ? name : UnixFile.PathOf(handle);
    }

    /// <summary>Full path of the folder, for people.</summary>
    public string Name { get; }

    /// <summary>The path by which it is reached.</summary>
    public string Root { get; }

    /// <summary>Whether <see cref="Root"/> leads to the folder that was made.</summary>
    public bool IsInPlace => _handle is not null || _identity?.IsSameAs(FileIdentity.Of(Name)) != false;

    /// <summary>Whether the file system keeps the modes that files are given; if not, every folder on it has the same mode.</summary>
    public bool KeepsModes => _identity is null || IsPrivate(_identity);

    /// <summary>Creates a folder; fails if the name is taken, even by a link.</summary>
    /// <param name="name">Full path of the folder.</param>
    /// <param name="look">How a folder's identity is found; tests give what other file systems show.</param>
    /// <exception cref="IOException">It could not be made.</exception>
    public static PrivateFolder Create(string name, Func<string, FileIdentity?>? look = null)
    {
        UnixFile.CreatePrivateFolder(name);
        try
        {
            return TryOpen(name, look ?? FileIdentity.Of) ?? OpenNew(name, look ?? FileIdentity.Of);
        }
        catch
        {
            try
            {
                Directory.Delete(name, recursive: false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What ended this must not be hidden.
            }

            throw;
        }
    }

    /// <summary>Opens a folder that this user has made so; <see langword="null"/> where it is anything else, a link among it.</summary>
    public static PrivateFolder? TryOpen(string name) => TryOpen(name, FileIdentity.Of);

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private static PrivateFolder? TryOpen(string name, Func<string, FileIdentity?> look)
    {
        if (OperatingSystem.IsWindows())
            return new DirectoryInfo(name) is { Exists: true, LinkTarget: null } ? new(name, null, null) : null;
        if (look(name) is not { } identity || !IsPrivate(identity))
            return null;
        if (!UnixFile.HasPathOfHandle || !FileIdentity.OthersMayReplace(name))
            return new(name, identity, null);
        var handle = UnixFile.OpenFolder(name);
        if (look(UnixFile.PathOf(handle) + "/.") is { } opened && IsPrivate(opened))
            return new(name, opened, handle);
        handle.Dispose();
        return null;
    }

    /// <summary>
    /// Opens a folder that was made private and is not shown so: a file system of Windows' (vfat, exFAT, CIFS, the drives in WSL) has one
    /// mode for all files. Only the owner can change a mode, so that one that stays open is the file system's.
    /// </summary>
    private static PrivateFolder OpenNew(string name, Func<string, FileIdentity?> look)
    {
        var handle = UnixFile.HasPathOfHandle ? UnixFile.OpenFolder(name) : null;
        var root = handle is null ? name : UnixFile.PathOf(handle) + "/.";
        try
        {
            if (look(root) is not { IsFolder: true, IsMine: true } || Directory.EnumerateFileSystemEntries(root).Any())
                throw new IOException($"The new folder '{name}' belongs to another user: either that user has replaced it, or the file system assigns what this user creates to another user, as NFS does with root_squash.");
            if (!OperatingSystem.IsWindows())
                MakePrivate(root);
            return new(name, look(root), handle);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void MakePrivate(string folder)
    {
        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Some of these file systems refuse it, others do nothing.
        }
    }

    private static bool IsPrivate(FileIdentity identity) => identity.IsFolder && identity.IsMine && (identity.Mode & RightsOfOthers) == 0;
}
