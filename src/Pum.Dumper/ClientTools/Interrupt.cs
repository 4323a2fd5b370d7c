using System.Runtime.InteropServices;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// SIGINT, upon which pg_dump, pg_restore and psql send a cancel request to the server before they end
/// (<c>src/fe_utils/cancel.c</c>, <c>src/bin/pg_dump/parallel.c</c>); .NET offers SIGKILL alone.
/// </summary>
internal static partial class Interrupt
{
    private const int SigInt = 2;

    /// <summary>Sends SIGINT; <see langword="false"/> on Windows, which has none, and where the process is gone.</summary>
    public static bool TrySend(int processId) => !OperatingSystem.IsWindows() && Kill(processId, SigInt) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
