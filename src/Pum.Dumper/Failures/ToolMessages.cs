using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>
/// The texts of libpq, pg_dump, pg_restore, psql and the server that name a failure, in the untranslated form in which the tools are
/// run. <c>…</c> stands for anything. The order counts: the first that matches a line decides.
/// </summary>
internal static class ToolMessages
{
    public static ImmutableArray<ToolMessage> All { get; } =
    [
        // Authentication comes before the rest of connecting: "connection to server … failed: FATAL: …" holds both.
        new("pg_dump: error: connection to server at \"localhost\" (::1), port 5432 failed: FATAL:  password authentication failed for user \"ci\"", "password authentication failed for user", SessionFailures.Authentication),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: fe_sendauth: no password supplied", "no password supplied", SessionFailures.NoPassword),
        new("pg_dump: error: connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: FATAL:  Peer authentication failed for user \"ci\"", "authentication failed for user", SessionFailures.Authentication),
        new("pg_dump: error: connection to server at \"db\" (10.0.0.5), port 5432 failed: FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"ci\", database \"app\", no encryption", "no pg_hba.conf entry for", SessionFailures.Authentication),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  role \"ci\" does not exist", "failed: FATAL:  role \"…\" does not exist", SessionFailures.Authentication),
        new("psql: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  role \"ci\" is not permitted to log in", "is not permitted to log in", SessionFailures.Authentication),

        new("pg_dump: error: connection to server at \"localhost\" (::1), port 5432 failed: server does not support SSL, but SSL was required", "server does not support SSL, but SSL was required", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"db\" (10.0.0.5), port 5432 failed: SSL error: certificate verify failed", "certificate verify failed", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"db\" (10.0.0.5), port 5432 failed: server certificate for \"x\" does not match host name \"db\"", "does not match host name", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"db\" (10.0.0.5), port 5432 failed: root certificate file \"/root/.postgresql/root.crt\" does not exist", "root certificate file \"…\" does not exist", SessionFailures.Tls),

        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  database \"app\" does not exist", "FATAL:  database \"…\" does not exist", SessionFailures.NoDatabase),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  database \"app\" is not currently accepting connections", "is not currently accepting connections", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  sorry, too many clients already", "too many clients already", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", "remaining connection slots are reserved", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  too many connections for database \"app\"", "too many connections for", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  the database system is starting up", "the database system is ", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  permission denied for database \"app\"", "failed: FATAL:  permission denied for database", SessionFailures.Denied),

        new("pg_dump: error: connection to server at \"127.0.0.1\", port 6432 failed: FATAL:  unsupported startup parameter: options", "unsupported startup parameter", SessionFailures.ParameterNotPooled),

        new("pg_dump: error: connection to server at \"localhost\" (::1), port 5433 failed: Connection refused", "failed: Connection refused", SessionFailures.NotReached),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: No such file or directory", "failed: No such file or directory", SessionFailures.NotReached),
        new("pg_dump: error: could not translate host name \"nowhere\" to address: Name or service not known", "could not translate host name", SessionFailures.NotReached),
        new("pg_dump: error: connection to server at \"10.255.255.1\", port 5432 failed: timeout expired", "failed: timeout expired", SessionFailures.NotReached),
        new("psql: error: connection to server at \"127.0.0.1\", port 5432 failed: server closed the connection unexpectedly", "connection to server …failed: server closed the connection unexpectedly", SessionFailures.NotReached),
        new("pg_dump: error: connection to server at \"10.0.0.9\", port 5432 failed: No route to host", "failed: No route to host", SessionFailures.NotReached),
        new("pg_dump: error: connection to server at \"10.0.0.9\", port 5432 failed: Network is unreachable", "failed: Network is unreachable", SessionFailures.NotReached),

        new("pg_dump: error: aborting because of server version mismatch", "aborting because of server version mismatch", DumpFailures.ServerNewer),
        new("pg_dump: error: no matching schemas were found", "no matching … found", DumpFailures.NothingMatches),
        new("pg_restore: error: unsupported version (1.16) in file header", "unsupported version (", RestoreFailures.ArchiveNewer),

        new("pg_dump: error: query failed: ERROR:  canceling statement due to statement timeout", "canceling statement due to statement timeout", DumpFailures.StatementTimeout),
        new("pg_dump: error: could not obtain lock on relation \"app.orders\"", "could not obtain lock on relation", DumpFailures.LockNotHad),
        new("ERROR:  canceling statement due to lock timeout", "canceling statement due to lock timeout", DumpFailures.LockNotHad),

        new("pg_dump: error: could not open output file \"/mnt/.pum-0.partial\": Permission denied", "could not open output file", DumpFailures.NotWritten),
        new("pg_dump: error: could not create directory \"/mnt/.pum-0.partial\": Read-only file system", "could not create directory", DumpFailures.NotWritten),
        new("pg_dump: error: could not write to file: No space left on device", "could not write to …: No space left on device", DumpFailures.DiskFull),
        new("pg_dump: error: could not write to file: File too large", "could not write to …: File too large", DumpFailures.DiskFull),
        new("pg_dump: error: could not write to output file: Disk quota exceeded", "could not write to …: Disk quota exceeded", DumpFailures.DiskFull),
        new("pg_restore: error: could not execute query: ERROR:  could not extend file \"base/5/16384\": No space left on device", "No space left on device", DumpFailures.DiskFull),

        new("pg_dump: error: query failed: server closed the connection unexpectedly", "server closed the connection unexpectedly", SessionFailures.Lost),
        new("pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command", "terminating connection due to", SessionFailures.Lost),
        new("psql:<stdin>:12: error: connection to server was lost", "connection to server was lost", SessionFailures.Lost),
        new("pg_restore: error: a worker process died unexpectedly", "a worker process died unexpectedly", SessionFailures.Lost),
        new("pg_dump: error: query failed: no connection to the server", "no connection to the server", SessionFailures.Lost),

        new("psql: error: ERROR:  42501: permission denied to create temporary tables in database \"app\"", "permission denied to create temporary tables", RestoreFailures.NoTemporaryTables),
        new("pg_dump: error: query failed: ERROR:  permission denied for table secrets", "permission denied", SessionFailures.Denied),
        new("pg_restore: error: could not execute query: ERROR:  must be owner of table film", "must be owner of", SessionFailures.Denied),
        new("pg_dump: error: query failed: ERROR:  query would be affected by row-level security policy for table \"accounts\"", "query would be affected by row-level security policy", SessionFailures.Denied),

        new("pg_restore: error: could not execute query: ERROR:  out of shared memory", "out of shared memory", RestoreFailures.LockTableFull),
        new("psql:<stdin>:5: ERROR:  25001: CREATE INDEX CONCURRENTLY cannot run inside a transaction block", "cannot run inside a transaction block", RestoreFailures.NotInTransaction),
        new("pg_restore: error: could not execute query: ERROR:  extension \"postgis\" is not available", "extension \"…\" is not available", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  could not open extension control file \"/usr/share/postgresql/15/extension/postgis.control\": No such file or directory", "could not open extension control file", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  role \"app_owner\" does not exist", "ERROR:  …role \"…\" does not exist", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists", "already exists", RestoreFailures.AlreadyExists),

        new("pg_restore: error: could not read from input file: end of file", "could not read from input file", RestoreFailures.Damaged),
        new("pg_restore: error: could not close data file \"/src/snap/3352.dat\": No such file or directory", "could not close data file", RestoreFailures.Damaged),
        new("pg_restore: error: could not uncompress data: (null)", "could not uncompress data", RestoreFailures.Damaged),
    ];
}
