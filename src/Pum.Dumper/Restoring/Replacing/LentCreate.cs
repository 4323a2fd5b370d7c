using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// What a role needs in order to become the owner of objects in a database that is not its own yet: CREATE on the database and on the
/// schemas of the database's owner, such as <c>public</c>. It is lent until the role owns the objects, and never CONNECT: whoever enters
/// the database before the swap meets objects of the session that restores, and can have their code run with that session's rights.
/// </summary>
/// <param name="Role">Who is lent it.</param>
/// <param name="Objects">On what, as GRANT calls it.</param>
internal sealed record LentCreate(string Role, ImmutableArray<string> Objects)
{
    /// <summary>Lends what the role lacks.</summary>
    /// <param name="session">A session in the database, of its owner.</param>
    /// <param name="database">Its name.</param>
    /// <param name="role">Who gets it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LentCreate> LendAsync(Session session, string database, string role, CancellationToken cancellationToken)
    {
        var may = await session.QueryAsync(
            $"SELECT pg_catalog.has_database_privilege({Sql.Literal(role)}, pg_catalog.current_database(), 'CREATE')",
            row => row.GetBoolean(0),
            cancellationToken);
        var schemas = await OwnersSchema.ListClosedToAsync(session, role, cancellationToken);
        var lent = new LentCreate(
            role,
            [
                .. may ? ImmutableArray<string>.Empty : [$"DATABASE {Sql.Identifier(database)}"],
                .. schemas.Select(schema => $"SCHEMA {Sql.Identifier(schema)}"),
            ]);
        foreach (var each in lent.Objects)
            await session.ExecuteAsync($"GRANT CREATE ON {each} TO {Sql.Identifier(role)}", cancellationToken);
        return lent;
    }

    /// <summary>Takes it back.</summary>
    /// <param name="session">A session in the database, of its owner.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TakeBackAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var each in Objects)
            await session.ExecuteAsync($"REVOKE CREATE ON {each} FROM {Sql.Identifier(Role)}", cancellationToken);
    }
}
