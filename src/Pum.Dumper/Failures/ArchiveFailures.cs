namespace Pum.Dumper.Failures;

/// <summary>Failures of reading a dump.</summary>
internal static class ArchiveFailures
{
    /// <summary>PUM1003: there is no such file.</summary>
    public static PumFailure Missing(string path) => Input(path, "does not exist", "Check the path.");

    /// <summary>PUM1003: the file is there, but not for this user.</summary>
    public static PumFailure AccessDenied(string path) =>
        Input(path, "cannot be read: access denied", "Give the user that runs this the right to read it.");

    /// <summary>PUM1003: reading failed for any other reason.</summary>
    public static PumFailure Unreadable(string path, string reason) =>
        Input(path, $"cannot be read: {OneLine(reason).TrimEnd('.')}", "Check the disk or the network share that holds it.");

    /// <summary>PUM1003: a link leads to no file, or may not be followed.</summary>
    public static PumFailure LinkNotFollowed(string path, string reason) =>
        Input(
            path,
            $"leads through a link that is not followed: {OneLine(reason).TrimEnd('.')}",
            "Correct the link, or name the file itself.");

    /// <summary>PUM1003: a file of a directory archive is a link, which pg_dump never writes.</summary>
    public static PumFailure LinkInside(string path) =>
        Input(
            path,
            "is a link inside a directory archive, and pg_restore would read whatever file it leads to",
            "If you know where it leads, copy the folder with its links followed (cp -RL) and restore the copy.");

    /// <summary>PUM1003: it is there, but no file that can be read as often as a restore must.</summary>
    public static PumFailure NoFile(string path) =>
        Input(
            path,
            "is a pipe, a socket or a device, which cannot be read twice",
            "Write the dump to a file first; a restore checks it before it touches anything.");

    /// <summary>PUM5002: the file is something else.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="what">What it is, to follow <c>X is</c>: <c>a zip archive</c>.</param>
    /// <param name="advice">What to do about that.</param>
    public static PumFailure NoDump(string path, string what, string advice) => new()
    {
        Code = PumCodes.NotADump,
        Message = $"{Name(path)} is not a dump that can be restored: it is {what}.",
        Advice = advice,
        Location = new(path),
    };

    /// <summary>PUM5003: the dump is truncated or corrupt.</summary>
    /// <param name="path">Full path of the file, or of the folder of a directory archive.</param>
    /// <param name="what">What is wrong, a clause without its full stop.</param>
    public static PumFailure Corrupt(string path, string what) => new()
    {
        Code = PumCodes.DumpDamaged,
        Message = $"{Name(path)} is truncated or corrupt: {OneLine(what)}.",
        Advice = "Fetch the dump again, whole and unchanged, or make a new one.",
        Location = new(path),
    };

    /// <summary>PUM5002: an archive that no pg_dump known today wrote.</summary>
    public static PumFailure UnknownVersion(string path, Version version) =>
        NoDump(path, $"an archive of version {version}; only versions 1.12 (pg_dump 9.0) to 1.16 (pg_dump 18) can be read",
            "Dump with another version of pg_dump, or use a newer version of this package.");

    private static PumFailure Input(string path, string what, string advice) => new()
    {
        Code = PumCodes.DumpNotReadable,
        Message = $"The file '{OneLine(path)}' {what}.",
        Advice = advice,
        Location = new(path),
    };

    private static string Name(string path) => OneLine(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));

    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
