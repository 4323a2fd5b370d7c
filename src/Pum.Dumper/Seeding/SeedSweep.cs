using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>Drops what killed processes left, and templates that nobody used for a week.</summary>
internal static class SeedSweep
{
    /// <summary>What there is.</summary>
    public static async Task<ImmutableArray<SeedDatabase>> ListAsync(Session session, ServerFacts server)
    {
        var owned = await OwnedDatabase.ListAsync(session, server);
        var held = await AdvisoryLock.HeldKeysAsync(session, server.RoleOid, CancellationToken.None);
        return SeedDatabase.Among(owned, held, DateTime.UtcNow);
    }

    /// <summary>Drops the scratch databases of restores that were killed: no other restore may follow that would.</summary>
    public static async Task DropScratchesAsync(ServerSession work, Connection connection, FailureContext failure, IReporter reporter)
    {
        var names = await work.UseAsync(async session => await Leftovers.FindAsync(
            session,
            await session.QueryAsync(
                "SELECT oid::pg_catalog.int8 FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()",
                row => (uint)row.GetInt64(0),
                CancellationToken.None),
            CancellationToken.None));
        if (!names.IsEmpty)
            await Leftovers.DropAsync(names, connection, failure, reporter, CancellationToken.None);
    }

    /// <summary>Drops one that no process of the role uses, if it is still the one that was listed.</summary>
    /// <returns>Whether it is gone.</returns>
    public static async Task<bool> DropAsync(CloneDrop drop, NameLocks locks, uint role, SeedDatabase database, IReporter reporter)
    {
        // Whoever makes it anew needs this lock.
        var turn = database.Kind switch
        {
            SeedDatabaseKind.Template => SeedNames.TurnOf(database.Name),
            SeedDatabaseKind.Making => SeedNames.TurnOfMaking(database.Name),
            _ => database.Name,
        };
        var isTaken = false;
        try
        {
            isTaken = await locks.TryTakeAsync(turn);
            // Every role can hold the lock, and keeps nothing by it: what was listed does not come back under its name without the lock.
            if (!isTaken && await locks.IsInUseAsync(turn, role))
                return false;
            // A program that a killed test started may still be there, or somebody who looks into it.
            if (await drop.FindOidAsync(database.Name) != database.Oid || await drop.IsInUseAsync(database.Oid))
                return false;
            await drop.RunAsync(database.Name, database.Oid);
            return true;
        }
        catch (PumFailureException exception)
        {
            reporter.Message(ReportImportance.Low, $"{database.Name} was not dropped: {exception.Failure.Message}");
            return false;
        }
        finally
        {
            if (isTaken)
                await locks.ReleaseAsync(turn, reporter);
        }
    }
}
