using Pum.Dumper.Connections;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// Keeps other roles out of a database while it is restored, although CREATE DATABASE lets every role in: none of them can read it before
/// it is complete, or put something that the restore would run into its schema <c>public</c>, which is open to all up to PostgreSQL 14.
/// </summary>
/// <param name="Database">Its name while it is restored.</param>
/// <param name="Replaced">The database that it is to replace, or <see langword="null"/>.</param>
internal sealed record ScratchAccess(string Database, DatabaseFacts? Replaced)
{
    private string Name => Sql.Identifier(Database);

    /// <summary>Lets in only its owner.</summary>
    /// <param name="creator">
    /// A session of the role that created it, with ALLOW_CONNECTIONS false so that no session came in meanwhile.
    /// </param>
    /// <param name="lodger">The role that restores into a database that is not its own, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CloseAsync(Session creator, string? lodger, CancellationToken cancellationToken)
    {
        // The server checks the role that logs in, before it takes on any other: if it does not inherit the owner's rights, it would be
        // kept out too.
        if (Replaced is { IsOpenToAll: false } || await creator.QueryAsync(
            "SELECT pg_catalog.pg_has_role(session_user, current_user, 'USAGE')", row => row.GetBoolean(0), cancellationToken))
            await creator.ExecuteAsync($"REVOKE CONNECT ON DATABASE {Name} FROM PUBLIC", cancellationToken);
        if (lodger is not null)
            await creator.ExecuteAsync($"GRANT CREATE, TEMPORARY ON DATABASE {Name} TO {Sql.Identifier(lodger)}", cancellationToken);
        await creator.ExecuteAsync($"ALTER DATABASE {Name} ALLOW_CONNECTIONS true", cancellationToken);
    }

    /// <summary>
    /// Lets everybody in, in the transaction that gives the database its name, where no privileges are carried over from an old one. What a
    /// script itself took from PUBLIC together with TEMPORARY stays taken.
    /// </summary>
    /// <param name="session">A session of a role with the owner's rights.</param>
    /// <param name="database">Its name by then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task ReopenAsync(Session session, string database, CancellationToken cancellationToken)
    {
        if (await session.QueryAsync($"SELECT pg_catalog.has_database_privilege('public', {Sql.Literal(database)}, 'TEMPORARY')", row => row.GetBoolean(0), cancellationToken))
            await session.ExecuteAsync($"GRANT CONNECT ON DATABASE {Sql.Identifier(database)} TO PUBLIC", cancellationToken);
    }
}
