using System.Collections.Immutable;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Failures on disks that are full.</summary>
internal static class FailuresOfDisks
{
    public static ImmutableArray<MadeFailure> All { get; } =
    [
        new("PUM4004", "a disk without room for the dump", """PumDump Service="large" File="small/a.dump" """, "The disk is full: ", "Make room where '"),
        new("PUM5014", "a server without room for the data", """PumRestore Service="small" File="large.sql" """, "The server ran out of disk space: ", "Make room on the server."),
        new("PUM5014", "a server without room for the temporary files of a dump", """PumDump Service="spilling" File="a.dump" AdditionalOptions="--enable-row-security" """, "The server ran out of disk space: ", "Make room on the server."),
    ];
}
