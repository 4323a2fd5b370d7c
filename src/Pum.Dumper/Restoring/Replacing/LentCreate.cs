using Pum.Dumper.Connections;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// What a role needs in order to become the owner of objects in a database that is not its own yet: CREATE on the database and on the
/// schema <c>public</c>. It is lent until the role owns the objects, and never CONNECT: whoever enters the database before the swap meets
/// objects of the session that restores, and can have their code run with that session's rights.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="Role">Who is lent it.</param>
/// <param name="OnDatabase">Whether it lacked the right to create schemas.</param>
/// <param name="OnPublic">Whether it lacked the right to create something in <c>public</c>.</param>
internal sealed record LentCreate(string Database, string Role, bool OnDatabase, bool OnPublic)
{
    /// <summary>Lends what the role lacks and the session may give.</summary>
    /// <param name="session">A session in the database, of its owner.</param>
    /// <param name="database">Its name.</param>
    /// <param name="role">Who gets it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LentCreate> LendAsync(Session session, string database, string role, CancellationToken cancellationToken)
    {
        var lent = await session.QueryAsync(
            $"""
            SELECT NOT pg_catalog.has_database_privilege({Sql.Literal(role)}, pg_catalog.current_database(), 'CREATE'),
                   coalesce((SELECT pg_catalog.pg_has_role(n.nspowner, 'USAGE') AND NOT pg_catalog.has_schema_privilege({Sql.Literal(role)}, n.oid, 'CREATE')
                               FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'), false)
            """,
            row => new LentCreate(database, role, row.GetBoolean(0), row.GetBoolean(1)),
            cancellationToken);
        await lent.RunAsync(session, "GRANT", "TO", cancellationToken);
        return lent;
    }

    /// <summary>Takes it back.</summary>
    /// <param name="session">A session in the database, of its owner.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task TakeBackAsync(Session session, CancellationToken cancellationToken) =>
        RunAsync(session, "REVOKE", "FROM", cancellationToken);

    private async Task RunAsync(Session session, string verb, string preposition, CancellationToken cancellationToken)
    {
        if (OnDatabase)
            await session.ExecuteAsync(
                $"{verb} CREATE ON DATABASE {Sql.Identifier(Database)} {preposition} {Sql.Identifier(Role)}", cancellationToken);
        if (OnPublic)
            await session.ExecuteAsync($"{verb} CREATE ON SCHEMA public {preposition} {Sql.Identifier(Role)}", cancellationToken);
    }
}
