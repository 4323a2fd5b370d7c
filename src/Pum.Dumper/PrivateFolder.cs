using Microsoft.Win32.SafeHandles;

namespace Pum.Dumper;

/// <summary>
/// A folder of this user's alone (0700) beside files of others: what is in it nobody else can read, replace or have made before. On Windows
/// it has the rights of the folder that it is in.
/// </summary>
/// <remarks>
/// Where others may rename what is in the folder around it, its own name proves nothing: on Linux it is then reached through an open handle
/// (<c>/proc/PID/fd/N</c>), by the programs that this process starts too. Elsewhere <see cref="IsInPlace"/> tells whether that happened.
/// </remarks>
internal sealed class PrivateFolder : IDisposable
{
    private const uint RightsOfOthers = 0x3F;

    private readonly SafeFileHandle? _handle;
    private readonly FileIdentity? _identity;

    private PrivateFolder(string name, FileIdentity? identity, SafeFileHandle? handle)
    {
        (Name, _identity, _handle) = (name, identity, handle);
        Root = handle is null ? name : RootOf(handle);
    }

    /// <summary>Full path of the folder, for people.</summary>
    public string Name { get; }

    /// <summary>The path by which it is reached.</summary>
    public string Root { get; }

    /// <summary>Whether <see cref="Root"/> leads to the folder that was made.</summary>
    public bool IsInPlace => _handle is not null || _identity?.IsSameAs(FileIdentity.Of(Name)) != false;

    /// <summary>Makes a folder; fails where the name is taken, by a link too.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public static PrivateFolder Create(string name)
    {
        UnixFile.CreatePrivateFolder(name);
        return TryOpen(name) ?? throw new IOException($"Another user has replaced '{name}'.");
    }

    /// <summary>Opens a folder that this user has made so; <see langword="null"/> where it is anything else, a link among it.</summary>
    public static PrivateFolder? TryOpen(string name)
    {
        if (OperatingSystem.IsWindows())
            return new DirectoryInfo(name) is { Exists: true, LinkTarget: null } ? new(name, null, null) : null;
        if (FileIdentity.Of(name) is not { } identity || !IsPrivate(identity))
            return null;
        if (!OperatingSystem.IsLinux() || !OthersMayRename(name) || !Directory.Exists("/proc/self/fd"))
            return new(name, identity, null);
        var handle = UnixFile.OpenFolder(name);
        if (FileIdentity.Of(RootOf(handle) + "/.") is { } opened && IsPrivate(opened))
            return new(name, opened, handle);
        handle.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private static bool IsPrivate(FileIdentity identity) => identity.IsFolder && identity.IsMine && (identity.Mode & RightsOfOthers) == 0;

    private static bool OthersMayRename(string name)
    {
        for (var folder = Path.GetDirectoryName(name); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (FileIdentity.Of(folder) is { OthersMayRename: true })
                return true;
        }
        return false;
    }

    private static string RootOf(SafeFileHandle handle) => $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}";
}
