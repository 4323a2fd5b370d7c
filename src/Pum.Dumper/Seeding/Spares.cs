using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>
/// The clones of a template that are made ahead. Nobody was ever able to connect to one, so that it is as its template was; a test gets it
/// by a new name and by being opened, in one transaction.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="lease">The session that claims them.</param>
/// <param name="work">The session that makes them.</param>
internal sealed class Spares(ServerFacts server, ServerSession lease, ServerSession work)
{
    /// <summary>
    /// What the server says where two sessions change the entry of one database (<c>src/backend/access/heap/heapam.c</c>).
    /// </summary>
    private static readonly string[] Contention = [SqlStates.InvalidCatalogName, PostgresErrorCodes.InternalError, SqlStates.ObjectInUse];

    /// <summary>Gives one the name of a clone; <see langword="null"/> where there is none, or the name is taken.</summary>
    /// <param name="template">The template.</param>
    /// <param name="clone">The name.</param>
    /// <param name="keptUntil">Until when it stays, in UTC, or <see langword="null"/>.</param>
    public Task<uint?> TryClaimAsync(Template template, string clone, DateTime? keptUntil) => lease.UseAsync<uint?>(async session =>
    {
        foreach (var (spare, oid) in await ListAsync(session, template))
        {
            if (await TryClaimAsync(session, spare, clone, new CloneStamp(oid, keptUntil)))
                return oid;
        }

        return null;
    });

    /// <summary>Makes one.</summary>
    public Task MakeAsync(Template template) => work.UseAsync(async session =>
    {
        var name = SeedNames.NextSpare(template.Name);
        var oid = await DatabaseCloning.RunAsync(session, server, template.Name, template.Size, name);
        // In one transaction with the stamp: none can be claimed that is open to others, and the claim itself has less to do.
        await session.ExecuteAsync(
            $"{DatabaseSeal.OnlyOwner(name)}; COMMENT ON DATABASE {Sql.Identifier(name)} IS {Sql.Literal(new SpareStamp(oid, template.Key).Format())}",
            CancellationToken.None);
    });

    /// <summary>How many there are.</summary>
    public Task<int> CountAsync(Template template) => lease.UseAsync(async session => (await ListAsync(session, template)).Length);

    // In any order but the same for all: others claim at the same time.
    private Task<ImmutableArray<(string Name, uint Oid)>> ListAsync(Session session, Template template)
    {
        var prefix = SeedNames.SparesOf(template.Name);
        return session.QueryRowsAsync(
            string.Create(CultureInfo.InvariantCulture, $"""
                SELECT datname::pg_catalog.text, oid::pg_catalog.int8 FROM pg_catalog.pg_database
                 WHERE pg_catalog.left(datname::pg_catalog.text, {prefix.Length}) = {Sql.Literal(prefix)} AND datdba = {server.RoleOid} AND NOT datallowconn AND datconnlimit <> -2
                   AND pg_catalog.shobj_description(oid, 'pg_database') = {SpareStamp.Expression("oid", template.Key)}
                 ORDER BY pg_catalog.random()
                """),
            row => (row.GetString(0), (uint)row.GetInt64(1)),
            CancellationToken.None);
    }

    private async Task<bool> TryClaimAsync(Session session, string spare, string clone, CloneStamp stamp)
    {
        var name = Sql.Identifier(clone);
        var grant = server.LogsInAsRole ? "" : $" {DatabaseSeal.LetLoginIn(clone)};";
        try
        {
            await session.ExecuteAsync(
                $"""
                BEGIN;
                ALTER DATABASE {Sql.Identifier(spare)} RENAME TO {name};
                ALTER DATABASE {name} ALLOW_CONNECTIONS true;{grant}
                COMMENT ON DATABASE {name} IS {Sql.Literal(stamp.Format())};
                COMMIT
                """,
                CancellationToken.None);
            return true;
        }
        catch (PumFailureException exception) when (session.IsOpen)
        {
            await session.ExecuteAsync("ROLLBACK", CancellationToken.None);
            if (Contention.Contains(exception.SqlState) || exception.SqlState == SqlStates.DuplicateDatabase)
                return false;
            throw;
        }
    }
}
