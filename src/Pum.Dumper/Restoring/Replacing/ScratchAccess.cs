using Pum.Dumper.Connections;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// Keeps other roles out of a database while it is restored, although CREATE DATABASE lets every role in: none of them can read it before
/// it is complete, call what is in it, or put something that the restore would run into its schema <c>public</c>, which is open to all up
/// to PostgreSQL 14.
/// </summary>
internal static class ScratchAccess
{
    /// <summary>Lets in only the roles of the restore.</summary>
    /// <param name="creator">
    /// A session of the role that created it, with ALLOW_CONNECTIONS false so that no session came in meanwhile.
    /// </param>
    /// <param name="database">Its name.</param>
    /// <param name="context">What every step knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task CloseAsync(Session creator, string database, RestoreContext context, CancellationToken cancellationToken)
    {
        var name = Sql.Identifier(database);
        await creator.ExecuteAsync($"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC", cancellationToken);
        if (GuestOf(context) is { } guest)
            await creator.ExecuteAsync($"GRANT CONNECT ON DATABASE {name} TO {guest}", cancellationToken);
        if (context.RestoringRole is { } restorer)
            await creator.ExecuteAsync($"GRANT CREATE, TEMPORARY ON DATABASE {name} TO {Sql.Identifier(restorer)}", cancellationToken);
        await creator.ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS true", cancellationToken);
    }

    /// <summary>Takes back what the roles of the restore needed, in the transaction that gives the database its name.</summary>
    /// <param name="session">A session of a role with the owner's rights.</param>
    /// <param name="database">Its name by then.</param>
    /// <param name="context">What every step knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task TakeBackAsync(Session session, string database, RestoreContext context, CancellationToken cancellationToken)
    {
        var name = Sql.Identifier(database);
        if (GuestOf(context) is { } guest)
            await session.ExecuteAsync($"REVOKE CONNECT ON DATABASE {name} FROM {guest}", cancellationToken);
        if (context.RestoringRole is { } restorer)
            await session.ExecuteAsync($"REVOKE CREATE, TEMPORARY ON DATABASE {name} FROM {Sql.Identifier(restorer)}", cancellationToken);
    }

    /// <summary>
    /// Lets everybody in, in the same transaction, where no privileges are carried over from an old one. What a script itself took from
    /// PUBLIC together with TEMPORARY stays taken.
    /// </summary>
    /// <param name="session">A session of a role with the owner's rights.</param>
    /// <param name="database">Its name by then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task ReopenAsync(Session session, string database, CancellationToken cancellationToken)
    {
        if (await session.QueryAsync($"SELECT pg_catalog.has_database_privilege('public', {Sql.Literal(database)}, 'TEMPORARY')", row => row.GetBoolean(0), cancellationToken))
            await session.ExecuteAsync($"GRANT CONNECT ON DATABASE {Sql.Identifier(database)} TO PUBLIC", cancellationToken);
    }

    // The server checks the role that logs in before it takes on any other, which owns the database: if the first does not inherit the
    // rights of the second, it would be kept out too.
    private static string? GuestOf(RestoreContext context) =>
        context.CreatorsRoleInForce is { } creator && creator != context.Roles.Login ? Sql.Identifier(context.Roles.Login) : null;
}
