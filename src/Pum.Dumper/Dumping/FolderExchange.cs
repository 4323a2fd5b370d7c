using System.Runtime.InteropServices;

namespace Pum.Dumper.Dumping;

/// <summary>Two folders change places in one step, so that neither name is ever without one.</summary>
/// <remarks>
/// See <see href="https://man7.org/linux/man-pages/man2/rename.2.html">renameat2(2)</see> of Linux and <c>renamex_np(2)</c> of macOS.
/// Windows has nothing like it.
/// </remarks>
internal static partial class FolderExchange
{
    // AT_FDCWD and RENAME_EXCHANGE of Linux's <fcntl.h>, RENAME_SWAP of macOS' <sys/stdio.h>.
    private const int CurrentDirectory = -100;
    private const uint Exchange = 2;

    /// <summary>
    /// Exchanges them; <see langword="false"/> where that did not happen: the file system cannot, or one of them is not there.
    /// </summary>
    public static bool Try(string first, string second)
    {
        try
        {
            return OperatingSystem.IsLinux() ? RenameAt(CurrentDirectory, first, CurrentDirectory, second, Exchange) == 0
                : OperatingSystem.IsMacOS() && Rename(first, second, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older than the call.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameAt(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string oldPath, string newPath, uint flags);
}
