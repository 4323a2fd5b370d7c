using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pum.Dumper.Files;

/// <summary>What .NET does not say or do about files on Unix, by the C library; on Windows nothing of it applies.</summary>
internal static partial class UnixFile
{
    // ENOENT everywhere.
    private const int NoEntry = 2;
    private const int NoAccess = 13;

    // EINTR everywhere.
    private const int Interrupted = 4;

    // EINVAL, ENODEV and ENOTTY everywhere, ENOTSUP of Linux and of macOS, EOPNOTSUPP of macOS.
    private static readonly int[] CannotFlushErrors = [22, 19, 25, 95, 45, 102];

    // F_FULLFSYNC of macOS.
    private const int FullSync = 51;

    // ENXIO of Linux and macOS, EOPNOTSUPP of macOS: what open() says of a socket.
    private static readonly int[] SocketErrors = [6, 102];

    // O_NONBLOCK and O_CLOEXEC of <fcntl.h>; O_RDONLY is 0 everywhere.
    private static int OpenFlags => OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000;

    // O_DIRECTORY and O_NOFOLLOW, which Linux numbers otherwise on ARM.
    private static (int Directory, int NoFollow) Kind => !OperatingSystem.IsLinux() ? (0x100000, 0x100)
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le ? (0x4000, 0x8000)
        : (0x10000, 0x20000);

    // AT_FDCWD.
    private static int CurrentDirectory => OperatingSystem.IsLinux() ? -100 : -2;

    /// <summary>-1: the owner stays.</summary>
    private const uint KeepOwner = uint.MaxValue;

    /// <summary>0700.</summary>
    private const uint PrivateMode = 0x1C0;

    /// <summary>
    /// Whether a file is a pipe, a socket or a terminal: opening one waits for a writer, it can be read once at most, and a rename would
    /// put a file in its place.
    /// </summary>
    public static bool IsStream(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return false;
        using var handle = Open(path, OpenFlags);
        if (handle.IsInvalid)
            return SocketErrors.Contains(Marshal.GetLastPInvokeError());
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !stream.CanSeek;
    }

    /// <summary>
    /// Opens a file that must be no link, pipe or device; <see langword="null"/> where it is. Nothing that has its name by then can hold
    /// this up.
    /// </summary>
    /// <exception cref="IOException">It could not be opened.</exception>
    public static FileStream? TryOpenRegular(string path)
    {
        if (OperatingSystem.IsWindows())
            return File.OpenRead(path);
        if (FileIdentity.Of(path) is not { } named)
            throw new FileNotFoundException(null, path);
        if (!named.IsRegular)
            return null;
        var handle = Open(path, OpenFlags | Kind.NoFollow);
        if (handle.IsInvalid)
            throw ErrorOf(path);
        using var opened = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!opened.CanSeek)
            return null;
        // Once more, for the lock by which .NET's programs keep each other from a file.
        var same = $"/proc/self/fd/{handle.DangerousGetHandle()}";
        return File.OpenRead(File.Exists(same) ? same : path);
    }

    /// <summary>Makes a folder that nobody else can look into, and fails where anything has that name already, a link among it.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else if (MakeDirectory(path, PrivateMode) != 0)
            throw ErrorOf(path);
    }

    /// <summary>
    /// Renames a file into a folder that is held open, in the place of what has that name there. Never a copy: .NET makes one where a file
    /// system refuses the rename, and that follows a link which has the name by then.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Its name there.</param>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public static void Rename(string path, SafeFileHandle folder, string name)
    {
        if (RenameAt(CurrentDirectory, path, folder, name) != 0)
            throw ErrorOf(name);
    }

    /// <summary>
    /// Whether a file has an access control list, so that its mode shows the most that the list gives and not the group's rights:
    /// <see href="https://man7.org/linux/man-pages/man5/acl.5.html">acl(5)</see>. On Linux alone.
    /// </summary>
    public static bool HasAccessList(string path) =>
        OperatingSystem.IsLinux() && GetAttribute(path, "system.posix_acl_access", 0, 0) > 0;

    /// <summary>Gives a file to a group; <see langword="false"/> where this user may not, being no member of it.</summary>
    public static bool TrySetGroup(string path, uint group) => ChangeOwner(path, KeepOwner, group) == 0;

    /// <summary>Opens a file or a folder for reading, but no link. It waits for nothing.</summary>
    /// <exception cref="IOException">It could not be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static SafeFileHandle OpenAny(string path)
    {
        var handle = Open(path, OpenFlags | Kind.NoFollow);
        if (!handle.IsInvalid)
            return handle;
        var isDenied = Marshal.GetLastPInvokeError() == NoAccess;
        var error = ErrorOf(path);
        handle.Dispose();
        throw isDenied ? new UnauthorizedAccessException(error.Message, error) : error;
    }

    /// <summary>Keeps a folder open, so that it can be reached whatever becomes of its name.</summary>
    /// <exception cref="IOException">It could not be opened, or is none.</exception>
    public static SafeFileHandle OpenFolder(string path)
    {
        var handle = Open(path, OpenFlags | Kind.Directory | Kind.NoFollow);
        return handle.IsInvalid ? throw ErrorOf(path) : handle;
    }

    /// <summary>Whether the platform has a path to what is held open, see <see cref="PathOf"/>.</summary>
    public static bool HasPathOfHandle { get; } = OperatingSystem.IsLinux()
        && new FileInfo("/proc/self").LinkTarget == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The path to an open file or folder, whatever becomes of its name, also for programs that this process starts:
    /// <see href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</see>.
    /// </summary>
    public static string PathOf(SafeFileHandle handle) => $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}";

    /// <summary>
    /// Writes what is in a file, or the names in a folder, to the disk, where the file system can do that apart. .NET's
    /// <c>RandomAccess.FlushToDisk</c> hides a failure: <c>SystemNative_FSync</c> of .NET 8 to 10 returns 1 for it, and less than 0 is
    /// what counts as one.
    /// </summary>
    /// <remarks>
    /// On macOS fsync() leaves it in the drive's memory, and F_FULLFSYNC does not (fcntl(2)); not every file system has that.
    /// </remarks>
    /// <exception cref="IOException">It could not be written; the error number is its <see cref="Exception.HResult"/>.</exception>
    public static void Flush(SafeFileHandle file)
    {
        var isFull = OperatingSystem.IsMacOS();
        while ((isFull ? Control(file, FullSync) : Synchronize(file)) == -1)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
                continue;
            // Not tried again after any other error: a system may tell of it once.
            if (!CannotFlushErrors.Contains(error))
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            if (!isFull)
                return;
            isFull = false;
        }
    }

    private static IOException ErrorOf(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        var message = $"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'";
        return error == NoEntry ? new FileNotFoundException(message, path) : new IOException(message);
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameAt(int oldFolder, string oldName, SafeFileHandle newFolder, string newName);

    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetAttribute(string path, string name, nint value, nuint size);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle handle, int command);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(SafeFileHandle handle);
}
