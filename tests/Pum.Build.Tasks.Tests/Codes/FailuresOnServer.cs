using System.Collections.Immutable;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Failures on a server: see <see cref="FailingServer"/> for its databases, which are also the names of the services.</summary>
internal static class FailuresOnServer
{
    /// <summary>
    /// Tasks that dump the database <c>films</c> beforehand; each restore that the dump is named for has a copy of its own.
    /// </summary>
    public const string Preparation = """<PumDump Service="films" File="films.dump" /><Copy SourceFiles="films.dump;films.dump" DestinationFiles="copy.dump;other.dump" />""";

    /// <summary>Of connecting.</summary>
    private static ImmutableArray<MadeFailure> Connecting { get; } =
    [
        new("PUM3004", "a wrong password, to pg_dump", """PumDump Service="mistaken" File="a.dump" """, "password authentication failed for user", "Check user and password where the connection comes from"),
        new("PUM3004", "a wrong password, to a restore", """PumRestore Service="mistaken" File="films.dump" """, "password authentication failed for user", "Check user and password where the connection comes from"),
        new("PUM3004", "no password", """PumDump Service="silent" File="a.dump" """, "The server asked for a password, but none was found for ", "Put one into the service file"),
        new("PUM3005", "a database that is missing, to pg_dump", """PumDump Service="films" Database="no_such" File="a.dump" """, "The database does not exist: no_such on ", "Check its name."),
        new("PUM3005", "a database that is missing, to a restore", """PumRestore Service="films" Database="no_such" File="films.dump" """, "The database does not exist: no_such on ", "Check its name, or set CreateDatabase"),
        new("PUM3006", "a database without a free connection, to pg_dump", """PumDump Service="closed" File="a.dump" """, "The database's connection limit is reached: ", "Close connections to it"),
        new("PUM3006", "a database without a free connection, to a restore", """PumRestore Service="closed" File="films.dump" """, "The database's connection limit is reached: ", "Close connections to it"),
        new("PUM3007", "a server without TLS, to pg_dump", """PumDump Service="tls" File="a.dump" """, "TLS failed: ", "Check sslmode"),
        new("PUM3007", "a server without TLS, to a restore", """PumRestore Service="tls" File="films.dump" """, "TLS failed: ", "Check sslmode"),
    ];

    /// <summary>Of dumping.</summary>
    private static ImmutableArray<MadeFailure> Dumping { get; } =
    [
        new("PUM4001", "an option that pg_dump does not know", """PumDump Service="films" File="a.dump" AdditionalOptions="--no-such" """, "PgDumpFailed: pg_dump ended with exit code 1: ", "With -v:n, the build's messages hold everything that it printed."),
        new("PUM4001", "a pg_dump that writes half and says nothing", """PumDump Service="empty" File="a.dump" ToolPath="limited" """, "PgDumpFailed: pg_dump ended without an error, but its dump is incomplete or damaged: a.dump is truncated or corrupt: ", "Check for free space where '") { NeedsShell = true },
        new("PUM4002", "a table of somebody else's", """PumDump Service="foreign" File="a.dump" """, "permission denied for table secrets", "Connect as a role that may read everything"),
        new("PUM4003", "a schema that is not there", """PumDump Service="films" File="a.dump" ExcludeSchemas="audti" """, "ExcludeSchemas names 'audti', which matches nothing in ", "Correct the name"),
        new("PUM4003", "a pattern that matches nothing", """PumDump Service="films" File="a.dump" ExcludeSchemas="tmp_*" """, "ExcludeSchemas names 'tmp_*', which matches nothing in ", "Take it out if it need not match. To silence the warning, list PUM4003 in NoWarn.") { IsWarning = true },
        new("PUM4004", "a limit on the size of files", """PumDump Service="films" File="a.dump" ToolPath="limited" """, "The disk is full: ", "Make room where '") { NeedsShell = true },
        new("PUM4005", "a lock that is held", """PumDump Service="locked" File="a.dump" LockTimeout="300ms" """, "Timed out waiting for a lock: ", "Wait for the other session to end its transaction, or raise LockTimeout."),
        new("PUM4006", "an administrator who ends the session", """PumDump Service="ending" File="a.dump" AdditionalOptions="--enable-row-security" """, "The connection was lost during the dump: ", "Check the server's log"),
    ];

    /// <summary>Of restoring archives.</summary>
    private static ImmutableArray<MadeFailure> RestoringArchives { get; } =
    [
        new("PUM1003", "a dump that is not there", """PumRestore Service="empty" File="missing.dump" """, "missing.dump' does not exist.", "Check the path") { File = "missing.dump" },
        new("PUM5002", "a pointer of Git LFS", """PumRestore Service="empty" File="pointer.dump" """, "pointer.dump is not a dump that can be restored: it is a Git LFS pointer", "Run git lfs pull")
            { File = "pointer.dump", Content = "version https://git-lfs.github.com/spec/v1\noid sha256:e3b0c442\nsize 1\n" },
        new("PUM5003", "an archive that is cut", """PumRestore Service="empty" File="cut.dump" """, "cut.dump is truncated or corrupt", "Fetch the dump again") { File = "cut.dump", Content = "PGDMP\u0001" },
        new("PUM5004", "a table that is there", """PumRestore Service="films" File="films.dump" """, "An object of the dump already exists: ", "Restore into an empty or a new database") { File = "films.dump" },
        new("PUM5007", "content that no restore put there", """PumRestore Service="films" File="films.dump" ReplaceDatabase="true" """, ", which ReplaceDatabase would replace, and ConfirmReplace is not set.", "Check that this is the database you mean. Set ConfirmReplace="),
        new("PUM5011", "a view on an excluded table", """PumRestore Service="empty" File="copy.dump" ExcludeSchemas="audit" """, "VIEW public.entry needs TABLE audit.log.", "Set ExcludeDependents=") { File = "copy.dump" },
        new("PUM5013", "a schema that the dump has not", """PumRestore Service="empty" File="other.dump" ExcludeSchemas="audti" """, "ExcludeSchemas names 'audti', which matches nothing in the dump.", "Correct the name") { File = "other.dump" },
    ];

    /// <summary>Of restoring scripts.</summary>
    private static ImmutableArray<MadeFailure> RestoringScripts { get; } =
    [
        new("PUM2003", "a dump of a newer PostgreSQL", """PumRestore Service="empty" File="newer.sql" """, "The dump comes from PostgreSQL 99.1, which is newer than the target's ", "The restore fails if the dump uses what the older server does not know")
            { File = "newer.sql", Content = "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 99.1\n-- Dumped by pg_dump version 99.1\n\nSELECT 1;\n\n--\n-- PostgreSQL database dump complete\n--\n\n", IsWarning = true },
        new("PUM2004", "an encoding that no database has", """PumRestore Service="empty" Database="$(NoDatabase)" File="sjis.sql" CreateDatabase="true" """, "The server cannot make a database with the encoding 'sjis' of the dump.", "Create the database yourself")
            { File = "sjis.sql", Content = "SET client_encoding = 'SJIS';\nCREATE TABLE a ();\n" },
        new("PUM5001", "a statement that fails", """PumRestore Service="empty" File="seed.sql" """, "PgRestoreFailed: psql ended with exit code 3: 42P01: relation \"nowhere\" does not exist.", "With -v:n, the build's messages hold everything that it printed.")
            { File = "seed.sql", Line = 4, Content = "CREATE TABLE a ();\n\nINSERT INTO\n  nowhere\nVALUES (1);\n" },
        new("PUM5002", "a dump of a cluster", """PumRestore Service="empty" File="all.sql" """, "all.sql is a dump of a whole cluster by pg_dumpall", "Dump the database with pg_dump")
            { File = "all.sql", Content = "--\n-- PostgreSQL database cluster dump\n--\n\nSELECT 1;\n\n--\n-- PostgreSQL database cluster dump complete\n--\n\n" },
        new("PUM5003", "a dump that is cut", """PumRestore Service="empty" File="cut.sql" """, "cut.sql is cut short: ", "Dump the database again")
            { File = "cut.sql", Content = "--\n-- PostgreSQL database dump\n--\n\nSELECT 1;\n" },
        new("PUM5005", "a role that may not make a schema", """PumRestore Service="plain" File="schema.sql" """, "permission denied for database", "Connect as the owner of that object")
            { File = "schema.sql", Line = 2, Content = "SELECT 1;\nCREATE SCHEMA mine;\n" },
        new("PUM5006", "an extension that is not installed", """PumRestore Service="empty" File="extension.sql" """, "extension \"no_such_extension\" is not available", "Install the extension")
            { File = "extension.sql", Content = "CREATE EXTENSION no_such_extension;\n" },
        new("PUM5006", "a role that is missing", """PumRestore Service="empty" File="role.sql" """, "role \"no_such_role\" does not exist", "Create the role on the target's server first")
            { File = "role.sql", Line = 2, Content = "CREATE TABLE a ();\nALTER TABLE a OWNER TO no_such_role;\n" },
        new("PUM5008", "a lock that is held", """PumRestore Service="locked" File="locked.sql" LockTimeout="300ms" """, "ms for a lock on public.film, which session ", "End that session's transaction, or raise LockTimeout"),
        new("PUM5009", "a command of the shell", """PumRestore Service="empty" File="shell.sql" """, "The dump uses the backslash command \\! touch x, which psql would run on this machine.", "Set TrustDump to true if")
            { File = "shell.sql", Line = 3, Content = "CREATE TABLE a ();\n\n\\! touch x\n" },
        new("PUM5010", "an error that is ignored", """PumRestore Service="empty" File="ignored.sql" IgnoreErrors="true" """, "Ignored: 42P01: relation \"nowhere\" does not exist.", "The target may be incomplete")
            { File = "ignored.sql", Line = 2, Content = "SELECT 1;\nINSERT INTO nowhere VALUES (1);\n", IsWarning = true },
        new("PUM5012", "an administrator who ends the session", """PumRestore Service="empty" File="ending.sql" """, "The connection was lost during the restore: ", "Check the server's log"),
        new("PUM5014", "a psql that says the server's disk is full", """PumRestore Service="empty" File="disk.sql" ToolPath="full" """, "The server ran out of disk space: ", "Make room on the server.") { NeedsShell = true },
        new("PUM5015", "a script that rolls back", """PumRestore Service="empty" File="rollback.sql" """, "The script rolls a transaction back by itself (ROLLBACK)", "Take it out, or set ReplaceDatabase")
            { File = "rollback.sql", Line = 2, Content = "BEGIN;\nROLLBACK;\n" },
        new("PUM5016", "a statement that no transaction takes", """PumRestore Service="empty" File="vacuum.sql" """, "The statement 'VACUUM' cannot run inside the restore's one transaction.", "Take it out, or set ReplaceDatabase")
            { File = "vacuum.sql", Content = "VACUUM;\n" },
        new("PUM8002", "a Timeout that runs out", """PumRestore Service="locked" File="locked.sql" Timeout="1s" """, "PumRestore exceeded its Timeout of 1s and was stopped. The target is as it was before.", "Allow more time with Timeout."),
    ];

    public static ImmutableArray<MadeFailure> All { get; } = [.. Connecting, .. Dumping, .. RestoringArchives, .. RestoringScripts];
}
