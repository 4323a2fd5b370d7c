using System.Collections.Immutable;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Failures that no server is needed for.</summary>
internal static class FailuresWithoutServer
{
    /// <summary>The services of these failures.</summary>
    public const string Services =
        """
        [refused]
        host=127.0.0.1
        port=1
        dbname=app
        user=ci
        [spaces]
        host = localhost

        """;

    public static ImmutableArray<MadeFailure> All { get; } =
    [
        new("PUM1001", "a value that a parameter has not", """PumDump Service="refused" File="a.dump" Format="tar" """, "\"tar\" is not a valid value for Format.", "Use custom, plain or directory."),
        new("PUM1001", "two parameters that exclude each other", """PumDump Service="refused" File="a.dump" SchemaOnly="true" DataOnly="true" """, "SchemaOnly and DataOnly cannot be used together.", "Set only one of them."),
        new("PUM1001", "a URI whose escapes MSBuild decoded", """PumDump ConnectionString="postgresql://u:p%40ss@h/app" File="a.dump" """, "ConnectionString is malformed: ", "MSBuild decodes %XX in every value: write %25 for each % of a URI"),
        new("PUM1002", "no connection", """PumDump File="a.dump" """, "No connection was given.", "The targets PumDump and PumRestore take the properties PumService, PumConnectionString and PumConnectionStringVariable."),
        new("PUM1002", "an empty variable", """PumDump ConnectionStringVariable="EMPTY" File="a.dump" """, "EMPTY is to hold the connection string, but is empty.", "On a build server a secret is empty if it does not exist"),
        new("PUM1004", "a folder in the way", """PumDump Service="refused" File="occupied" """, "occupied' is a folder", "Choose another File, or move away what is there."),
        new("PUM2001", "a folder without the client tools", """PumDump Service="refused" File="a.dump" ToolPath="occupied" """, "pg_dump was not found in '", "Name the folder that holds pg_dump"),
        new("PUM2001", "a folder that is not there", """PumDump Service="refused" File="a.dump" ToolPath="none" """, "none' that ToolPath names does not exist.", "Name the folder that holds pg_dump"),
        new("PUM3001", "a service that no file defines", """PumDump Service="nowhere" File="a.dump" """, "pg_service.conf defines refused, spaces", "Define it as a section of one of these files") { File = "pg_service.conf", Content = Services },
        new("PUM3002", "spaces in a service file", """PumDump Service="spaces" File="a.dump" """, "There are spaces around \"=\" after host", "Write keyword=value without spaces.") { File = "pg_service.conf", Line = 7 },
        new("PUM3003", "a port that refuses, to pg_dump", """PumDump Service="refused" File="a.dump" """, "The server was not reached for app on 127.0.0.1:1 as ci (service refused in ", "Check that it is running there and that host and port are right"),
        new("PUM3003", "a port that refuses, to a restore", """PumRestore Service="refused" File="seed.sql" """, "The server was not reached for app on 127.0.0.1:1 as ci (service refused in ", "Check that it is running there and that host and port are right"),
        new("PUM9001", "a psql that gives no number for a version", """PumDump Service="refused" File="a.dump" WaitForServer="1s" ToolPath="nonsense" """, "Internal error in PumDump (FormatException): ", "Please report it together with the stack trace") { NeedsShell = true },
    ];
}
