using System.Collections.Immutable;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Failures between a server and client tools of two majors.</summary>
internal static class FailuresOfMajors
{
    /// <summary>Tasks that dump the newer server beforehand.</summary>
    public const string Preparation =
        """<PumDump Service="newer" ToolPath="$(NewerTools)" File="newer.dump" /><PumDump Service="newer" ToolPath="$(NewerTools)" Tables="actor" File="actor.dump" />""";

    public static ImmutableArray<MadeFailure> All { get; } =
    [
        new("PUM2002", "a pg_dump older than the server", """PumDump Service="newer" ToolPath="$(OlderTools)" File="a.dump" """, "pg_dump 18 or later is needed, since the server is PostgreSQL 18; found ", "Install the client tools of PostgreSQL 18 or later"),
        new("PUM2002", "a pg_restore older than the archive", """PumRestore Service="older" ToolPath="$(OlderTools)" File="actor.dump" """, "pg_restore 17 or later is needed, since the archive has format 1.16; found ", "Install the client tools of PostgreSQL 17 or later"),
        new("PUM2003", "an archive with what the older server refuses", """PumRestore Service="older" ToolPath="$(NewerTools)" File="newer.dump" """, "'TABLE public.film', with a virtual generated column.", "Restore into PostgreSQL 18 or later, or leave the object out.")
            { File = "newer.dump" },
    ];
}
