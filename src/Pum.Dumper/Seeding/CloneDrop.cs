using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>
/// Drops a clone. DROP DATABASE … WITH (FORCE) looks every 100 milliseconds whether the sessions are gone that it ended, so they are ended
/// and waited for first.
/// </summary>
/// <param name="work">The session that drops.</param>
/// <param name="connection">The server.</param>
/// <param name="failure">What is known when it fails.</param>
/// <param name="limit">How long a drop may take.</param>
internal sealed class CloneDrop(ServerSession work, Connection connection, FailureContext failure, TimeSpan limit)
{
    /// <summary>How long a client may take to leave that has closed its pool.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    /// <summary>After that the drop itself ends them, which the server looks at every tenth of a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one may stay that the role may not end. Meanwhile nothing else is made or dropped. The server itself would wait for five
    /// seconds.
    /// </summary>
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan PauseAfterHang = TimeSpan.FromMinutes(1);

    /// <summary>No session is told of the end of another one; a client leaves within milliseconds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    /// <summary>What ended the last drop that took too long, and when.</summary>
    private (PumFailureException Failure, long Time)? _hang;

    /// <summary>Drops it, where it is there.</summary>
    /// <exception cref="PumFailureException">Something keeps it in use that the role cannot end.</exception>
    public async Task RunAsync(string name, uint oid)
    {
        // What holds one drop up holds up all of them, and behind them what tests wait for.
        if (_hang is var (reason, time) && Stopwatch.GetElapsedTime(time) < PauseAfterHang)
            throw reason;
        try
        {
            await TryAsync(name, oid);
        }
        catch (PumFailureException exception) when (exception is { Code: PumCodes.SeedLocked, SqlState: null })
        {
            _hang = (exception, Stopwatch.GetTimestamp());
            throw;
        }
    }

    private async Task TryAsync(string name, uint oid)
    {
        try
        {
            await work.UseAsync(session => DropAsync(session, name, oid));
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.ObjectInUse)
        {
            if (!await CloneRemains.EndAsync(connection.WithDatabase(name), failure))
            {
                var use = await work.UseAsync(session => DatabaseUse.InspectAsync(session, oid, CancellationToken.None));
                var holders = use.Sessions.Where(other => !other.MayEnd).Select(other => other.Display).Concat(use.Others);
                throw new PumFailureException(SeedFailures.CloneHeld(exception.Failure, name, [.. holders]), exception);
            }

            await work.UseAsync(session => DropAsync(session, name, oid));
        }
    }

    /// <summary>The OID of the database of a name, or <see langword="null"/>.</summary>
    public Task<uint?> FindOidAsync(string name) => work.UseAsync(session => DatabaseOid.FindAsync(session, name, CancellationToken.None));

    /// <summary>
    /// Whether any client's session is in it. Those of logical replication, which a subscription begins again and again, are none; of other
    /// roles' sessions the server does not say what they are.
    /// </summary>
    public Task<bool> IsInUseAsync(uint oid) =>
        work.UseAsync(session => IsInUseAsync(session, oid, " AND coalesce(backend_type, 'client backend') = 'client backend'"));

    private async Task DropAsync(Session session, string name, uint oid)
    {
        await EmptyAsync(session, name, oid);
        await DropAsync(session, name, limit);
    }

    /// <summary>Drops a database with the sessions in it that the role may end.</summary>
    public static async Task DropAsync(Session session, string name, TimeSpan limit)
    {
        var statement = $"DROP DATABASE IF EXISTS {Sql.Identifier(name)}";
        try
        {
            await session.ExecuteAsync($"{statement} WITH (FORCE)", limit, () => SeedFailures.NotInTime(name, limit));
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            // It may end no worker of autovacuum, which belongs to a superuser; without FORCE the server does that itself.
            await session.ExecuteAsync(statement, limit, () => SeedFailures.NotInTime(name, limit));
        }
    }

    private static Task<bool> IsInUseAsync(Session session, uint oid, string condition = "") => session.QueryAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE datid = {oid} AND usesysid IS NOT NULL{condition})"),
        row => row.GetBoolean(0),
        CancellationToken.None);

    /// <exception cref="PumFailureException">PUM6001: only sessions are left that the role may not end.</exception>
    private static async Task EmptyAsync(Session session, string name, uint oid)
    {
        var clock = Stopwatch.StartNew();
        var isEnded = false;
        var lookAt = PatienceWithOthers;
        while (clock.Elapsed < Patience && await IsInUseAsync(session, oid))
        {
            if (!isEnded && clock.Elapsed > Grace)
            {
                await DatabaseUse.EndSessionsAsync(session, oid, CancellationToken.None);
                isEnded = true;
            }

            if (clock.Elapsed > lookAt)
            {
                lookAt += PatienceWithOthers;
                var sessions = (await DatabaseUse.InspectAsync(session, oid, CancellationToken.None)).Sessions;
                if (!sessions.IsEmpty && !sessions.Any(other => other.MayEnd))
                    throw new PumFailureException(SeedFailures.OthersInside(name, [.. sessions.Select(other => other.Display)]));
            }

            await Task.Delay(Interval);
        }
    }
}
