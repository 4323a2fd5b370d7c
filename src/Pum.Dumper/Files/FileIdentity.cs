using System.Runtime.InteropServices;

namespace Pum.Dumper.Files;

/// <summary>
/// Which file it is that a name leads to, whose, and what others may do with it: <c>lstat</c>, of which .NET tells only a part. Nothing on
/// Windows, where folders belong to their users.
/// </summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Mode"><c>st_mode</c>: the kind of file and the rights.</param>
internal sealed partial record FileIdentity(ulong Device, ulong Inode, uint Owner, uint Group, uint Mode)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7FF;

    // S_IFMT and its kinds, S_ISVTX, S_IWOTH and S_IWGRP of <sys/stat.h>: the same on every Unix.
    private const uint KindMask = 0xF000;
    private const uint FolderKind = 0x4000;
    private const uint RegularKind = 0x8000;
    private const uint StickyBit = 0x200;
    private const uint OthersWrite = 0x2;
    private const uint GroupWrite = 0x10;

    /// <summary>The user whose rights count in this process.</summary>
    public static uint CurrentUser => OperatingSystem.IsWindows() ? 0 : EffectiveUser();

    public bool IsFolder => (Mode & KindMask) == FolderKind;

    public bool IsRegular => (Mode & KindMask) == RegularKind;

    public bool IsMine => Owner == CurrentUser;

    /// <summary>Whether everybody may make files in this folder and nobody may remove those of others, as in <c>/tmp</c>.</summary>
    public bool IsSharedSticky => (Mode & (StickyBit | OthersWrite)) == (StickyBit | OthersWrite);

    /// <summary>Whether others than this user and root may put another file in the place of one of this user's in this folder.</summary>
    public bool OthersMayRename => (Owner != 0 && !IsMine) || (IsWritableForOthers && (Mode & StickyBit) == 0);

    private bool IsWritableForOthers => (Mode & (GroupWrite | OthersWrite)) != 0;

    /// <summary>Whether it is the same file still. A new one may get the number of one that is gone, so the kind counts too.</summary>
    public bool IsSameAs(FileIdentity? other) =>
        other is not null && (Device, Inode, Owner, Mode & KindMask) == (other.Device, other.Inode, other.Owner, other.Mode & KindMask);

    /// <summary>Looks at a file without following a link; <see langword="null"/> where there is none, and on Windows.</summary>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        Span<byte> status = stackalloc byte[256];
        status.Clear();
        if (OperatingSystem.IsLinux())
        {
            // struct statx of <linux/stat.h>, the same for every processor.
            return StatX(CurrentDirectory, path, NoFollow, BasicStatus, ref MemoryMarshal.GetReference(status)) != 0 ? null
                : new(
                    Number(status, 136) | ((ulong)Number(status, 140) << 32),
                    BitConverter.ToUInt64(status[32..]),
                    Number(status, 20),
                    Number(status, 24),
                    BitConverter.ToUInt16(status[28..]));
        }

        // struct stat of macOS' <sys/stat.h>, with 64 bits for the inode.
        var failed = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? Stat64(path, ref MemoryMarshal.GetReference(status)) : Stat(path, ref MemoryMarshal.GetReference(status));
        return failed != 0 ? null : new(
            Number(status, 0),
            BitConverter.ToUInt64(status[8..]),
            Number(status, 16),
            Number(status, 20),
            BitConverter.ToUInt16(status[4..]));
    }

    /// <summary>
    /// Whether others than this user and root may put something else in the place of a file, or of a folder that it is in.
    /// </summary>
    public static bool OthersMayReplace(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Of(folder) is { OthersMayRename: true })
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether others than this user and root can have put a file where it is: in a sticky folder they cannot take one away, but move one
    /// in.
    /// </summary>
    public static bool OthersMayPut(string path) =>
        OthersMayReplace(path) || Of(Path.GetDirectoryName(path)!) is { IsWritableForOthers: true };

    private static uint Number(ReadOnlySpan<byte> status, int at) => BitConverter.ToUInt32(status[at..]);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat64(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}
