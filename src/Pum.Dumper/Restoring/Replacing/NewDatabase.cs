using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// A database that is restored under a name of its own and gets the target's only when it is complete: whatever ends the restore, the
/// target is never half restored.
/// </summary>
/// <remarks>
/// Each step has a session of its own: one that stayed idle during a long restore might be gone when it is needed. Two sessions stay open
/// to mark this run as alive (see <see cref="Leftovers"/>): one holds the advisory lock; the other sits in the scratch database until the
/// rename, which needs it empty. Either may be ended without harm.
/// </remarks>
internal sealed class NewDatabase : IAsyncDisposable
{
    /// <summary>How often the target is inspected again if another database has its name when the swap begins.</summary>
    private const int MostRounds = 5;

    /// <summary>How long the end of the process may be held up: GitHub sends SIGKILL 2.5 seconds after SIGTERM.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    private readonly RestoreContext _context;
    private readonly AtProcessExit _atExit;
    private readonly ScratchName _name;
    private readonly Session _lockSession;

    /// <summary>For whom it is made ready: another owner would get rights that were not taken out of it.</summary>
    private readonly string _owner;

    private Session? _presenceSession;
    private LeftoverSweep? _sweep;
    private LentSchema? _lent;
    private Publication _publication = new Publication.Pending();

    private NewDatabase(RestoreContext context, ScratchName name, Session lockSession, DatabaseFacts? replaced)
    {
        (_context, _name, _lockSession) = (context, name, lockSession);
        _owner = replaced?.OwnerToKeep ?? context.Roles.InForce;
        _atExit = new(() =>
        {
            try
            {
                _ = _publication is Publication.Done || AbandonAsync().Wait(ExitGrace);
            }
            catch (Exception)
            {
                // An exception in a handler of ProcessExit crashes the process, and no caller is left to tell; the next run drops the
                // database.
            }
        });
    }

    /// <summary>Its name while it is restored.</summary>
    public string Name => _name.Format();

    /// <summary>Creates it, and begins to drop what earlier runs left.</summary>
    /// <param name="context">What every step knows; its connection leads to the target.</param>
    /// <param name="properties">Encoding and locale, where the server has them.</param>
    /// <param name="replaced">The database that it is to replace, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The database; <see langword="null"/> if another session has created the target, which is not to be replaced.</returns>
    /// <exception cref="PumFailureException">PUM2004, PUM5005, PUM5008 and those of connecting.</exception>
    public static async Task<NewDatabase?> CreateAsync(
        RestoreContext context, DatabaseProperties properties, DatabaseFacts? replaced, CancellationToken cancellationToken)
    {
        var lockSession = await context.OpenCreatorAsync(cancellationToken);
        try
        {
            // Of several restores that create one database, the others wait here, and then find it.
            if (!context.Request.ReplaceDatabase && !await IsMissingAsync(context, lockSession, cancellationToken))
            {
                await lockSession.DisposeAsync();
                return null;
            }

            var maintenanceOid = await lockSession.QueryAsync(
                "SELECT oid::pg_catalog.int8 FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()",
                row => (uint)row.GetInt64(0),
                cancellationToken);
            var name = ScratchName.Next(maintenanceOid);
            context.Connection.WithDatabase(name.Format()).MakeSharedSource();
            if (replaced is not null)
                context.Connection.WithDatabase(name.Kept).MakeSharedSource();
            await AdvisoryLock.TakeAsync(lockSession, name.Key, cancellationToken);
            var leftovers = await Leftovers.FindAsync(lockSession, maintenanceOid, cancellationToken);
            var database = new NewDatabase(context, name, lockSession, replaced);
            try
            {
                await new DatabaseCreation(context, database.Name, properties, replaced).RunAsync(lockSession, cancellationToken);
                database._presenceSession = await database.OpenAsync(cancellationToken);
                if (context.RestoringRole is { } restorer)
                    database._lent = await LentSchema.LendAsync(database._presenceSession, restorer, cancellationToken);
            }
            catch
            {
                await database.DisposeAsync();
                throw;
            }

            database._sweep = LeftoverSweep.Start(leftovers, context, cancellationToken);
            return database;
        }
        catch
        {
            await lockSession.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends what the role that restored could do in it beyond its own objects.</summary>
    public async Task TakePublicBackAsync(CancellationToken cancellationToken)
    {
        if (_lent is null)
            return;
        await using var session = await OpenAsync(cancellationToken);
        await _lent.TakeBackAsync(session, cancellationToken);
    }

    /// <summary>Gives it the target's name, in the place of what has it where that is to be replaced.</summary>
    /// <param name="oid">Its OID.</param>
    /// <param name="stamp">Its stamp, or <see langword="null"/> where it gets none.</param>
    /// <param name="cancellationToken">Ends it before the name is given.</param>
    /// <returns>Whether it has the name; if not, another session has created the target, which is not to be replaced.</returns>
    /// <exception cref="PumFailureException">
    /// PUM5004 if another session dropped the database; or what prevents replacing the target now.
    /// </exception>
    public async Task<bool> PublishAsync(uint oid, Stamp? stamp, CancellationToken cancellationToken)
    {
        var swap = new DatabaseSwap(_context, _name, oid, stamp);
        await using var maintenance = await _context.OpenCreatorAsync(cancellationToken);
        await TargetTurn.TakeForSwapAsync(_context, maintenance, cancellationToken);
        await LeaveAsync();
        for (var round = 1; _publication is Publication.Pending; round++)
        {
            // As it is now: other sessions may have connected, filled it or replaced it during the restore.
            var target = _context.Request.ReplaceDatabase ? await TargetInspection.CheckAgainAsync(_context, cancellationToken) : null;
            if (target?.Database is { } now && (now.OwnerToKeep ?? _context.Roles.InForce) != _owner)
                throw new PumFailureException(ReplaceFailures.OwnerChanged(_context.Connection.Database, now.Owner, _owner));
            _publication = await TryAsync(swap, maintenance, target?.Database, cancellationToken);
            if (_publication is Publication.Done && target?.Database is { } replaced)
                _publication = await SettleAsync(new(_context, swap, replaced), maintenance);
            else if (_publication is Publication.Pending && !_context.Request.ReplaceDatabase)
                return false;
            else if (_publication is Publication.Pending && round == MostRounds)
                throw new PumFailureException(ReplaceFailures.NotTheSame(_context.Connection.Database));
        }

        return true;
    }

    /// <summary>Whether the target is missing still, when it is this restore's turn to create it; the turn ends with the session.</summary>
    private static async Task<bool> IsMissingAsync(RestoreContext context, Session lockSession, CancellationToken cancellationToken)
    {
        await TargetTurn.TakeForCreationAsync(context, lockSession, cancellationToken);
        return await DatabaseOid.FindAsync(lockSession, context.Connection.Database, cancellationToken) is null;
    }

    /// <summary>Decides what becomes of the old database: if it gets its name back, the new one is pending again.</summary>
    private async Task<Publication> SettleAsync(OldDatabase old, Session maintenance)
    {
        var (isDispensable, unconfirmed) = await old.SettleAsync(maintenance);
        if (unconfirmed is null)
            return new Publication.Done(isDispensable ? old : null);
        _publication = new Publication.Pending();
        throw new PumFailureException(unconfirmed);
    }

    /// <summary>A session in it, of its owner.</summary>
    private Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        SessionOpening.OpenAsync(
            _context.Connection.WithDatabase(Name) with { Role = _context.CreatorsRole }, _context.Failure(), cancellationToken);

    private async Task<Publication> TryAsync(
        DatabaseSwap swap, Session maintenance, DatabaseFacts? existing, CancellationToken cancellationToken)
    {
        try
        {
            return await swap.TryAsync(maintenance, existing, cancellationToken) ? new Publication.Done() : new Publication.Pending();
        }
        catch (PumFailureException exception) when (exception.Failure.TargetMayHaveChanged)
        {
            _publication = new Publication.Unknown();
            throw;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            // A missing target is inspected again, so only this database can be missing.
            throw new PumFailureException(RestoreFailures.ScratchGone(_context.Connection.Database, Name), exception);
        }
    }

    /// <summary>Whether its sessions ran into a deadlock.</summary>
    public async Task<bool> HadDeadlockAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync();
        try
        {
            await using var maintenance = await _context.OpenMaintenanceAsync(cancellationToken);
            return await Deadlocks.HappenedAsync(maintenance, Name, cancellationToken);
        }
        catch (PumFailureException exception)
        {
            // The server is gone: the error that ended the restore stays the failure.
            _context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
            return false;
        }
    }

    /// <summary>
    /// Drops what is left over: itself where it was not published, else what it replaced. What ended the restore stays the failure.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _atExit.Dispose();
        await LeaveAsync();
        if (_publication is not Publication.Done { Dispensable: var old })
            await DropAsync();
        else if (old is not null)
            await old.DropAsync();
        if (_sweep is not null)
            await _sweep.DisposeAsync();
        await _lockSession.DisposeAsync();
    }

    /// <summary>Ends the session inside: no session may be there when it is renamed.</summary>
    private async ValueTask LeaveAsync()
    {
        if (Interlocked.Exchange(ref _presenceSession, null) is { } presenceSession)
            await presenceSession.DisposeAsync();
    }

    /// <summary>Drops it from the handler of the process's end, while everything else may still be at work.</summary>
    private async Task AbandonAsync()
    {
        await LeaveAsync();
        await using (var maintenance = await _context.OpenMaintenanceAsync(CancellationToken.None))
        {
            // CREATE DATABASE goes on after its client's death, and until it is done there is nothing to drop. The role that was taken on
            // need not have the rights of the one that connected, whose session it is.
            await maintenance.ExecuteAsync(
                $"BEGIN; SET LOCAL ROLE NONE; {AdvisoryLock.EndHolder(_name.MaintenanceOid, _name.Key)}; COMMIT", CancellationToken.None);
            await AdvisoryLock.TakeAsync(maintenance, _name.Key, CancellationToken.None);
        }

        // By force, because the client tool may still be connected.
        await DropAsync();
    }

    private async Task DropAsync()
    {
        if (await new DatabaseDrop(_context, Name).RunAsync() is not { } reason)
            return;
        var left = RestoreFailures.ScratchLeft(Name, reason);
        // If it is unknown whether it has become the target, no message may advise dropping it.
        if (_publication is Publication.Unknown)
            _context.Reporter.Message(ReportImportance.Low, left.Message);
        else
            _context.Reporter.Warning(left);
    }
}
