namespace Pum.Dumper.Dumping;

/// <summary>The rights that a finished dump has, on Unix.</summary>
internal static class DumpMode
{
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder = File | UnixFileMode.UserExecute;
    private const uint ModeBits = 0xFFF;

    /// <summary>
    /// A new dump is its user's alone, whatever the umask: it holds what the database keeps from others. One that replaces another has
    /// that one's mode, as where pg_dump truncates; unless somebody else than the user, the folder's owner or root has put it there, who would
    /// otherwise decide who reads the dump.
    /// </summary>
    public static UnixFileMode For(string path, bool isDirectory) =>
        FileIdentity.Of(path) is { } old && old.IsFolder == isDirectory && (old.IsMine || old.Owner == 0 || old.Owner == FileIdentity.Of(Path.GetDirectoryName(path)!)?.Owner)
            ? (UnixFileMode)(old.Mode & ModeBits)
            : isDirectory ? Folder : File;
}
