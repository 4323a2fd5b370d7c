using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>Makes a template of a database that was prepared: nobody is in it, nobody can come in, and only then it has its name.</summary>
internal static class DatabaseSeal
{
    private const string Idle = "idle";

    private const int MostRounds = 100;

    /// <summary>Half a second for a statement that ends just now.</summary>
    private const int MostRoundsAtWork = 25;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The statement that leaves a database to its owner: any other role could keep it in use, and call functions in it that run with the
    /// owner's rights.
    /// </summary>
    public static string OnlyOwner(string name) => $"REVOKE CONNECT ON DATABASE {Sql.Identifier(name)} FROM PUBLIC";

    /// <summary>The statement that lets in the role that logs in, which need not have the rights of the one in force.</summary>
    public static string LetLoginIn(string name) => $"GRANT CONNECT ON DATABASE {Sql.Identifier(name)} TO SESSION_USER";

    /// <summary>Lets in the role in force, and no other.</summary>
    public static Task OpenAsync(Session session, string name) => session.ExecuteAsync(
        $"{OnlyOwner(name)}; {LetLoginIn(name)}; ALTER DATABASE {Sql.Identifier(name)} ALLOW_CONNECTIONS true", CancellationToken.None);

    /// <summary>Closes it, ends the sessions that its preparation left, and gives it its name.</summary>
    /// <exception cref="PumFailureException">PUM6001; another database has its name where a lock was lost.</exception>
    public static async Task CloseAsync(Session session, string making, uint oid, string template, string key, string seed)
    {
        await CheckAsync(session, making, oid);
        await session.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(making)} ALLOW_CONNECTIONS false", CancellationToken.None);
        await EmptyAsync(session, oid, seed);
        try
        {
            await session.ExecuteAsync(
                $"BEGIN; ALTER DATABASE {Sql.Identifier(making)} RENAME TO {Sql.Identifier(template)}", CancellationToken.None);
            await CheckAsync(session, template, oid);
            await session.ExecuteAsync(
                $"COMMENT ON DATABASE {Sql.Identifier(template)} IS {Sql.Literal(TemplateStamp.New(oid, key).Format())}; COMMIT",
                CancellationToken.None);
        }
        catch (PumFailureException) when (session.IsOpen)
        {
            await session.ExecuteAsync("ROLLBACK", CancellationToken.None);
            throw;
        }
    }

    private static async Task CheckAsync(Session session, string name, uint oid)
    {
        if (await DatabaseOid.FindAsync(session, name, CancellationToken.None) != oid)
            throw new PumFailureException(SeedFailures.NotThere(name));
    }

    private static async Task EmptyAsync(Session session, uint oid, string seed)
    {
        for (var round = 1; ; round++)
        {
            var use = await DatabaseUse.InspectAsync(session, oid, CancellationToken.None);
            if (use.Sessions.IsEmpty && use.Others.IsEmpty)
                return;
            var isAtWork = use.Sessions.Any(other => other.State != Idle);
            // What is at work still has more to do: the code that began it did not wait for it, and half a preparation is no template.
            if (round == MostRounds || use.Sessions.IsEmpty || (isAtWork && round == MostRoundsAtWork))
                throw new PumFailureException(
                    SeedFailures.StillInUse(seed, [.. use.Sessions.Select(other => other.Display), .. use.Others]));
            if (!isAtWork)
                await DatabaseUse.EndSessionsAsync(session, oid, CancellationToken.None);
            await Task.Delay(Interval);
        }
    }
}
