using System.Runtime.Versioning;
using Pum.Dumper.Files;

namespace Pum.Dumper.Dumping;

/// <summary>The rights that a finished dump has, on Unix.</summary>
/// <param name="Rights">Its mode.</param>
/// <param name="Group">The group that the mode gives rights to; <see langword="null"/> if it gives no group any.</param>
internal sealed record DumpMode(UnixFileMode Rights, uint? Group = null)
{
    private const UnixFileMode NewFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode NewFolder = NewFile | UnixFileMode.UserExecute;
    private const UnixFileMode GroupRights = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode FileRights = NewFolder | GroupRights
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const UnixFileMode NotForFiles =
        UnixFileMode.SetGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Only its user can read a new dump, whatever the umask: it holds what the database hides from others. A dump that replaces another
    /// gets that one's mode and group, as when pg_dump truncates it, if it was this user's or root's and no other user can have put it
    /// there. Otherwise that user would decide who reads the dump.
    /// </summary>
    public static DumpMode For(string path, bool isDirectory)
    {
        if (FileIdentity.Of(path) is not { } old
            || old.IsFolder != isDirectory
            || !(old.IsMine || old.Owner == 0)
            || FileIdentity.OthersMayPut(path))
            return new(isDirectory ? NewFolder : NewFile);
        // A dump is not a program: it never runs as its owner. In a folder this bit gives new files the folder's group.
        var rights = (UnixFileMode)old.Mode & (isDirectory ? FileRights | UnixFileMode.SetGroup : FileRights);
        if (!old.IsMine)
            rights &= ~UnixFileMode.OtherWrite;
        // With an access control list, which the new dump does not get, these bits are no rights of the group.
        return UnixFile.HasAccessList(path) ? new(rights & ~GroupRights) : new(rights, old.Group);
    }

    /// <summary>
    /// Gives a dump these rights, and the files of a folder as well, whatever the umask. If this user is not a member of the old dump's
    /// group, no other group gets its rights.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    public void Apply(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path))
                Apply(file, Rights & ~NotForFiles);
        }

        Apply(path, Rights);
    }

    [UnsupportedOSPlatform("windows")]
    private void Apply(string path, UnixFileMode rights)
    {
        // A list that the folder gives to new files opens as far as these bits do.
        var isForGroup = !UnixFile.HasAccessList(path)
            && (Group is not { } group || FileIdentity.Of(path)?.Group == group || UnixFile.TrySetGroup(path, group));
        File.SetUnixFileMode(path, isForGroup ? rights : rights & ~(GroupRights | UnixFileMode.SetGroup));
    }
}
