using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>What the role of a restore may do with a database that is to be replaced.</summary>
/// <param name="HasOwnersRights">Whether it has the owner's rights.</param>
/// <param name="MayGiveToOwner">Whether it may make another database the owner's.</param>
/// <param name="MayUseTablespace">Whether it may create a database in the same tablespace.</param>
internal sealed record DatabaseRights(bool HasOwnersRights, bool MayGiveToOwner, bool MayUseTablespace)
{
    // Before 16 every member may SET ROLE.
    private const string Query = """
        SELECT pg_catalog.pg_has_role(d.datdba, 'USAGE'),
               pg_catalog.pg_has_role(d.datdba, CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END),
               pg_catalog.has_tablespace_privilege(d.dattablespace, 'CREATE')
          FROM pg_catalog.pg_database d
        """;

    /// <summary>Before the server was asked.</summary>
    public static DatabaseRights None { get; } = new(false, false, false);

    /// <summary>Asks the server; none for a database that is gone.</summary>
    /// <param name="session">
    /// A session in another database: the owner of the one in question decides by ALTER DATABASE … SET role which role is in force there.
    /// </param>
    /// <param name="oid">The OID of the database.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<DatabaseRights> InspectAsync(Session session, uint oid, CancellationToken cancellationToken)
    {
        var found = await session.QueryRowsAsync(
            $"{Query} WHERE d.oid = {oid}",
            row => new DatabaseRights(row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2)),
            cancellationToken);
        return found is [var rights] ? rights : None;
    }
}
