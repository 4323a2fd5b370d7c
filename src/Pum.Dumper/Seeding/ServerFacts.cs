using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>What cloning depends on.</summary>
/// <param name="Role">The role in force, which owns every database that is made.</param>
/// <param name="RoleOid">Its OID.</param>
/// <param name="Major">The server's major version.</param>
/// <param name="Syncs">Whether the server waits for the disk (<c>fsync</c>).</param>
/// <param name="SharesBlocks">
/// Whether it can clone files, as PostgreSQL can from 18 on
/// (<see href="https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-FILE-COPY-METHOD">file_copy_method</see>).
/// </param>
/// <param name="CollationVersion">
/// The version of the operating system's rules for sorting. A database that was made under another one cannot be cloned. Servers before 15
/// do not say.
/// </param>
internal sealed record ServerFacts(string Role, uint RoleOid, int Major, bool Syncs, bool SharesBlocks, string CollationVersion)
{
    /// <summary>The oldest major version that is tested.</summary>
    private const int Oldest = 13;

    private const int CollationVersionSince = 15;

    /// <summary>Whether it says which rules for sorting a database was made under.</summary>
    public bool TellsCollationVersion => Major >= CollationVersionSince;

    /// <summary>Whether the role in force is the one that logs in.</summary>
    public bool LogsInAsRole { get; init; } = true;

    private const string Query = """
        SELECT r.rolname::pg_catalog.text, r.oid::pg_catalog.int8, r.rolcreatedb OR r.rolsuper, pg_catalog.current_setting('server_version_num')::int,
               pg_catalog.current_setting('fsync') = 'on',
               EXISTS (SELECT FROM pg_catalog.pg_settings WHERE name = 'file_copy_method' AND 'clone' = ANY (enumvals)),
               r.rolname = session_user
          FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
        """;

    private const string CollationQuery = """
        SELECT coalesce(pg_catalog.pg_database_collation_actual_version(oid), '') FROM pg_catalog.pg_database WHERE datname = 'template0'
        """;

    /// <summary>Asks the server.</summary>
    /// <exception cref="PumFailureException">PUM5005, PUM6001: databases cannot be cloned here by this role.</exception>
    public static async Task<ServerFacts> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var (facts, mayCreate) = await session.QueryAsync(
            Query,
            row => (
                new ServerFacts(
                    row.GetString(0), (uint)row.GetInt64(1), PostgresVersion.FromNumber(row.GetInt32(3)).Major, row.GetBoolean(4), row.GetBoolean(5), "")
                {
                    LogsInAsRole = row.GetBoolean(6),
                },
                row.GetBoolean(2)),
            cancellationToken);
        if (facts.Major < Oldest)
            throw new PumFailureException(SeedFailures.ServerTooOld(facts.Major, Oldest));
        if (!mayCreate)
            throw new PumFailureException(SeedFailures.MayNotCreate(facts.Role));
        return !facts.TellsCollationVersion
            ? facts
            : facts with { CollationVersion = await session.QueryAsync(CollationQuery, row => row.GetString(0), cancellationToken) };
    }
}
