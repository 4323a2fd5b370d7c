using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>
/// The texts of libpq, pg_dump, pg_restore, psql and the server that name a failure, in the untranslated form in which the tools are
/// run. <c>…</c> matches anything, a <c>$</c> at the end the end of the line. The order counts: the first that matches a line
/// decides.
/// </summary>
/// <remarks>
/// The server's words follow <c>ERROR:</c> or <c>FATAL:</c> and two blanks, and the texts include these: a row or a name that an
/// error quotes may contain any words. Texts about services are missing on purpose, because the tools never look for one of the user's.
/// </remarks>
internal static class ToolMessages
{
    /// <summary>An attempt to connect of which libpq itself tells, and not a server that answered.</summary>
    private static readonly Regex AnyUnreached = new(
        @"^(?>.*?connection to server ).*? failed: (?!\p{L}[^:""]{0,30}:  )", RegexOptions.CultureInvariant);

    public static ImmutableArray<ToolMessage> All { get; } =
    [
        // Authentication comes before the rest of connecting: "connection to server … failed: FATAL: …" holds both.
        new("pg_dump: error: connection to server at \"localhost\" (::1), port 5432 failed: FATAL:  password authentication failed for user \"ci\"", "password authentication failed for user", SessionFailures.Authentication),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: fe_sendauth: no password supplied", "no password supplied", SessionFailures.NoPassword),
        new("pg_dump: error: connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: FATAL:  Peer authentication failed for user \"ci\"", "authentication failed for user", SessionFailures.Authentication),
        new("pg_dump: error: connection to server at \"db\" (10.0.0.5), port 5432 failed: FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"ci\", database \"app\", no encryption", "no pg_hba.conf entry for", SessionFailures.Authentication),
        new("pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  pg_hba.conf rejects connection for host \"127.0.0.1\", user \"ci\", database \"app\", no encryption", "pg_hba.conf rejects", SessionFailures.Authentication),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  role \"ci\" does not exist", "failed: FATAL:  role \"…\" does not exist", SessionFailures.Authentication),
        new("psql: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  role \"ci\" is not permitted to log in", "is not permitted to log in", SessionFailures.Authentication),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: requirepeer specifies \"x\", but actual peer user name is \"postgres\"", "failed: requirepeer specifies", SessionFailures.Authentication),
        new("pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed: channel binding required, but server authenticated client without channel binding", "failed: channel binding required", SessionFailures.Authentication),

        new("pg_dump: error: connection to server at \"localhost\" (::1), port 5432 failed: server does not support SSL, but SSL was required", "server does not support SSL, but SSL was required", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: SSL error: certificate verify failed", "failed: SSL error: ", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed: server certificate for \"localhost\" (and 1 other name) does not match host name \"127.0.0.1\"", "failed: server certificate for", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: root certificate file \"/root/.postgresql/root.crt\" does not exist", "failed: root certificate file", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: could not read root certificate file \"/src/ca.crt\": no certificate or crl found", "failed: could not read root certificate file", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: could not read certificate file \"/src/client.crt\": no start line", "failed: could not read certificate file", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: certificate present, but not private key file \"/src/client.key\"", "failed: certificate present, but not private key file", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: could not load private key file \"/src/client.key\": bad decrypt", "failed: could not load private key file", SessionFailures.Tls),
        new("pg_dump: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: private key file \"/src/client.key\" has group or world access; file must have permissions u=rw (0600) or less if owned by the current user, or permissions u=rw,g=r (0640) or less if owned by root", "failed: private key file", SessionFailures.Tls),
        new("psql: error: connection to server at \"localhost\" (127.0.0.1), port 5432 failed: FATAL:  connection requires a valid client certificate", "FATAL:  connection requires a valid client certificate", SessionFailures.Authentication),

        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  database \"app\" does not exist", "failed: FATAL:  database \"…\" does not exist", SessionFailures.NoDatabase),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  database \"app\" is not currently accepting connections", "is not currently accepting connections", SessionFailures.DatabaseClosed),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  cannot connect to invalid database \"app\"", "FATAL:  cannot connect to invalid database", SessionFailures.DatabaseInvalid),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  sorry, too many clients already", "too many clients already", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", "remaining connection slots are reserved", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  too many connections for database \"app\"", "too many connections for database", SessionFailures.DatabaseFull),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  too many connections for role \"ci\"", "too many connections for role", SessionFailures.RoleFull),
        new("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  the database system is starting up", "FATAL:  the database system is ", SessionFailures.NotAccepting),
        new("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  permission denied for database \"app\"", "failed: FATAL:  permission denied for database", SessionFailures.Denied),

        new("pg_dump: error: connection to server at \"127.0.0.1\", port 6432 failed: FATAL:  unsupported startup parameter: options", "unsupported startup parameter", SessionFailures.ParameterNotPooled),
        new("pg_dump: error: could not translate host name \"nowhere\" to address: Name or service not known", "could not translate host name", SessionFailures.NotReached),
        // A worker of a parallel run connects once more, when the run has long begun.
        new("pg_dump: error: reconnection failed: connection to server at \"localhost\" (::1), port 5433 failed: server closed the connection unexpectedly", "error: reconnection failed: connection to server ", SessionFailures.Lost),
        // Refused, no such file, timeout, no route, a server that closed it: libpq's own words, and those of the system.
        new("pg_dump: error: connection to server at \"localhost\" (::1), port 5433 failed: Connection refused", AnyUnreached, SessionFailures.NotReached),

        new("pg_dump: error: aborting because of server version mismatch", "aborting because of server version mismatch", DumpFailures.ServerNewer),
        // Until 14 the versions came first.
        new("pg_dump: error: server version: 17.12; pg_dump version: 14.20", "error: server version: …; pg_dump version: ", DumpFailures.ServerNewer),
        new("pg_dump: error: no matching schemas were found", "error: no matching … found", DumpFailures.NothingMatches),
        new("pg_restore: error: schema \"nosuch\" not found", "pg_restore: error: … \"…\" not found$", FilterFailures.NotFound),
        new("pg_restore: error: unsupported version (1.16) in file header", "unsupported version (", RestoreFailures.ArchiveNewer),

        new("pg_dump: error: query failed: ERROR:  canceling statement due to statement timeout", "ERROR:  canceling statement due to statement timeout", DumpFailures.StatementTimeout),
        new("pg_dump: error: could not obtain lock on relation \"app.orders\"", DumpFailures.WorkerLockWords, DumpFailures.WorkerLockNotHad),
        new("pg_restore: error: could not execute query: ERROR:  canceling statement due to lock timeout", "ERROR:  canceling statement due to lock timeout", DumpFailures.LockNotHad),

        new("pg_restore: error: could not execute query: ERROR:  could not extend file \"base/5/16384\": No space left on device", ":  …: No space left on device$", (words, _) => RestoreFailures.ServerDiskFull(words)),
        new("pg_restore: error: could not execute query: ERROR:  could not extend file \"base/5/16384\": Disk quota exceeded", ":  …: Disk quota exceeded$", (words, _) => RestoreFailures.ServerDiskFull(words)),
        // Said of writing, closing and flushing, in as many words.
        new("pg_dump: error: could not close data file: No space left on device", ": No space left on device$", DumpFailures.DiskFull),
        new("pg_dump: error: could not write to output file: Disk quota exceeded", ": Disk quota exceeded$", DumpFailures.DiskFull),
        new("pg_dump: error: could not write to file: File too large", ": File too large$", DumpFailures.DiskFull),
        new("pg_dump: error: could not open output file \"/mnt/.pum-0/dump.partial\": Permission denied", "error: could not open output file", DumpFailures.NotWritten),
        new("pg_dump: error: could not create directory \"/mnt/.pum-0/dump.partial\": Read-only file system", "error: could not create directory", DumpFailures.NotWritten),

        .. LostConnection.Messages,
        new("pg_restore: error: a worker process died unexpectedly", "error: a worker process died unexpectedly", SessionFailures.Lost),

        new("pg_dump: error: query failed: ERROR:  permission denied for table secrets", "ERROR:  permission denied", SessionFailures.Denied),
        new("pg_restore: error: could not execute query: ERROR:  must be able to SET ROLE \"boss\"", "ERROR:  must be able to SET ROLE", SessionFailures.Denied),
        new("pg_restore: error: could not execute query: ERROR:  must be member of role \"boss\"", "ERROR:  must be member of role", SessionFailures.Denied),
        new("pg_restore: error: could not execute query: ERROR:  must be owner of table film", "ERROR:  must be owner of", SessionFailures.Denied),
        new("pg_restore: error: could not execute query: ERROR:  must be superuser to create an operator class", "ERROR:  must be superuser", SessionFailures.Denied),
        new("pg_dump: error: query failed: ERROR:  query would be affected by row-level security policy for table \"accounts\"", "ERROR:  query would be affected by row-level security policy", SessionFailures.Denied),

        // The name of the setting that would have to be raised, which no translation changes.
        new("HINT:  You might need to increase max_locks_per_transaction.", "HINT:  …max_locks_per_transaction", RestoreFailures.LockTableFull),
        new("pg_restore: error: could not execute query: ERROR:  CREATE INDEX CONCURRENTLY cannot run inside a transaction block", "ERROR:  …cannot run inside a transaction block$", TransactionFailures.NotInTransaction),
        new("pg_restore: error: could not execute query: ERROR:  extension \"postgis\" is not available", "ERROR:  extension \"…\" is not available$", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  could not open extension control file \"/usr/share/postgresql/15/extension/postgis.control\": No such file or directory", "ERROR:  could not open extension control file", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  could not access file \"$libdir/postgis-3\": No such file or directory", "ERROR:  could not access file", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter \"transaction_timeout\"", "ERROR:  unrecognized configuration parameter", RestoreFailures.PrerequisiteMissing),
        .. Prerequisites.Select(kind => new ToolMessage(
            $"pg_restore: error: could not execute query: ERROR:  {kind} \"nosuch\" does not exist", $"ERROR:  {kind} \"…\" does not exist$", RestoreFailures.PrerequisiteMissing)),
        new("pg_restore: error: could not execute query: ERROR:  collation \"public.german\" for encoding \"UTF8\" does not exist", "ERROR:  collation \"…\" for encoding \"…\" does not exist$", RestoreFailures.PrerequisiteMissing),
        new("pg_restore: error: could not execute query: ERROR:  schema \"public\" already exists", "ERROR:  schema \"…\" already exists$", RestoreFailures.SchemaExists),
        new("pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists", "ERROR:  …already exists$", RestoreFailures.AlreadyExists),
        new("pg_restore: error: could not execute query: ERROR:  function \"f\" already exists with same argument types", "ERROR:  …already exists with same argument types$", RestoreFailures.AlreadyExists),

        new("pg_restore: error: could not read from input file: end of file", "error: could not read from input file", RestoreFailures.Damaged),
        new("pg_restore: error: could not open input file \"/src/snap/3352.dat\": No such file or directory", "error: could not open input file", RestoreFailures.Damaged),
        new("pg_restore: error: could not close data file \"/src/snap/3352.dat\": No such file or directory", "error: could not close data file", RestoreFailures.Damaged),
        new("pg_restore: error: could not uncompress data: (null)", "error: could not uncompress data", RestoreFailures.Damaged),
        new("pg_restore: error: could not find block ID 3345 in archive -- possibly corrupt archive", "error: could not find block ID", RestoreFailures.Damaged),
        new("pg_restore: error: input file is too short (read 3, expected 5)", "error: input file is too short", RestoreFailures.Damaged),
        new("pg_restore: error: input file does not appear to be a valid archive", "error: …does not appear to be a valid ", RestoreFailures.Damaged),
    ];

    /// <summary>What a dump needs of the server and does not bring, by the server's own words.</summary>
    private static IEnumerable<string> Prerequisites =>
        ["role", "schema", "type", "server", "foreign-data wrapper", "tablespace", "extension", "language", "access method", "text search configuration", "text search dictionary", "text search template"];
}
