using System.Diagnostics;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>
/// A database that is restored under a name of its own and gets the target's only when it is complete: whatever ends the restore, the
/// target never stands there half.
/// </summary>
/// <remarks>
/// Each step has a session of its own: one that stayed idle for a long restore might be gone when it is needed. Two stay that say that this
/// run lives (see <see cref="Leftovers"/>): the one that made it, for its lock, and one inside, until the rename, which takes nobody being
/// there. Either may be ended without harm.
/// </remarks>
internal sealed class NewDatabase : IAsyncDisposable
{
    /// <summary>DROP DATABASE … WITH (FORCE) came with PostgreSQL 13.</summary>
    private const int ForceSince = 13;

    /// <summary>How often the target is looked at again where another database has its name by the time of the swap.</summary>
    private const int MostRounds = 5;

    private static readonly TimeSpan DropTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterwardsTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What earlier runs left is dropped beside the restore; a restore that is done waits this long for it.</summary>
    private static readonly TimeSpan SweepGrace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SessionsEnd = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>The SQLSTATEs with which CREATE DATABASE refuses an encoding or a locale (<c>src/backend/commands/dbcommands.c</c>).</summary>
    private static readonly string[] PropertyStates = [SqlStates.InvalidParameterValue, SqlStates.UndefinedObject, SqlStates.WrongObjectType, SqlStates.FeatureNotSupported];

    /// <summary>How long the end of the process may be held up: GitHub sends SIGKILL 2.5 seconds after SIGTERM.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    private readonly RestoreContext _context;
    private readonly AtProcessExit _atExit;
    private readonly ScratchName _name;
    private readonly Session _keeper;
    private readonly CancellationTokenSource _stopSweep;
    private Session? _resident;
    private Task _sweep = Task.CompletedTask;
    private bool _published;
    private bool _isUnknown;
    private string? _old;

    private NewDatabase(RestoreContext context, ScratchName name, Session keeper, CancellationToken cancellationToken)
    {
        (_context, _name, _keeper) = (context, name, keeper);
        _stopSweep = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _atExit = new(() =>
        {
            try
            {
                _ = _published || AbandonAsync().Wait(ExitGrace);
            }
            catch (Exception)
            {
                // What a handler of ProcessExit throws crashes the process, and nobody is left to be told; the next run drops the database.
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
    /// <exception cref="PumFailureException">PUM2004, PUM5005 and those of connecting.</exception>
    public static async Task<NewDatabase> CreateAsync(RestoreContext context, DatabaseProperties properties, DatabaseFacts? replaced, CancellationToken cancellationToken)
    {
        var keeper = await MaintenanceDatabase.OpenAsync(context.Connection, context.Failure("PumRestore"), cancellationToken);
        try
        {
            var maintenanceOid = await keeper.QueryAsync("SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = current_database()", row => (uint)row.GetInt64(0), cancellationToken);
            // It has nothing to say until the end of the restore, and its lock keeps the database.
            await keeper.ExecuteAsync("SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name = 'idle_session_timeout'", cancellationToken);
            var name = ScratchName.Next(maintenanceOid);
            await AdvisoryLock.TakeAsync(keeper, name.Key, cancellationToken);
            var leftovers = await Leftovers.FindAsync(keeper, maintenanceOid, cancellationToken);
            var database = new NewDatabase(context, name, keeper, cancellationToken);
            try
            {
                await database.CreateAsync(keeper, properties, replaced, cancellationToken);
                database._resident = await Session.OpenAsync(context.Connection.WithDatabase(database.Name), context.Failure("PumRestore"), cancellationToken);
            }
            catch
            {
                await database.DisposeAsync();
                throw;
            }

            if (!leftovers.IsEmpty)
                database._sweep = Leftovers.DropAsync(leftovers, context.Connection, context.Failure("PumRestore"), context.Reporter, database._stopSweep.Token);
            return database;
        }
        catch
        {
            await keeper.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it the target's name, in the place of what has it where that is to be replaced.</summary>
    /// <param name="facts">What the catalogues say of it.</param>
    /// <param name="sha256">Of the dump.</param>
    /// <param name="cancellationToken">Ends it before the name is given.</param>
    /// <exception cref="PumFailureException">
    /// PUM5004 where another restore was faster, or somebody dropped the database; what stands against replacing the target by now.
    /// </exception>
    public async Task PublishAsync(DatabaseFacts facts, string sha256, CancellationToken cancellationToken)
    {
        var swap = new DatabaseSwap(_context, _name, new(facts.Oid, facts.SystemIdentifier, sha256));
        await using var maintenance = await OpenMaintenanceAsync(cancellationToken);
        await swap.TakeTurnAsync(maintenance, cancellationToken);
        await LeaveAsync();
        for (var round = 1; !_published; round++)
        {
            // As it is now: somebody may have connected, filled it or replaced it during the restore.
            var target = _context.Request.ReplaceDatabase ? await TargetInspection.RunAsync(_context, cancellationToken) : null;
            try
            {
                _published = await TryAsync(swap, maintenance, target?.Database, cancellationToken);
            }
            catch (PumFailureException exception) when (exception.Failure.TargetMayHaveChanged)
            {
                _isUnknown = true;
                throw;
            }

            if (_published && target?.Database is { } replaced)
                await SettleOldAsync(swap, replaced);
            if (!_published && !_context.Request.ReplaceDatabase)
                throw new PumFailureException(RestoreFailures.DatabaseExists(_context.Connection.Database));
            if (!_published && round == MostRounds)
                throw new PumFailureException(ReplaceFailures.NotTheSame(_context.Connection.Database));
        }
    }

    /// <summary>
    /// Decides what becomes of the old database. Between the last look into it and the swap somebody may have filled it; from then on nobody is
    /// in it, so that this look is the last word. Cancelling has no power any more: the new database is in its place.
    /// </summary>
    /// <exception cref="PumFailureException">PUM5007.</exception>
    private async Task SettleOldAsync(DatabaseSwap swap, DatabaseFacts replaced)
    {
        var name = swap.OldName(replaced);
        if (!swap.MayBeLost(replaced))
        {
            PumFailure? unconfirmed;
            try
            {
                unconfirmed = await AfterwardsAsync(stop => swap.UnconfirmedAsync(name, stop));
            }
            catch (PumFailureException exception)
            {
                _context.Reporter.Warning(ReplaceFailures.KeptUnseen(_context.Connection.Database, name, exception.Failure));
                return;
            }

            if (unconfirmed is not null)
            {
                await PutBackAsync(swap, name, replaced.Oid, unconfirmed);
                throw new PumFailureException(unconfirmed);
            }
        }

        _old = name;
    }

    private async Task PutBackAsync(DatabaseSwap swap, string old, uint oldOid, PumFailure unconfirmed)
    {
        try
        {
            await AfterwardsAsync(async stop =>
            {
                await using var maintenance = await OpenMaintenanceAsync(stop);
                await swap.UndoAsync(maintenance, old, oldOid, stop);
                return true;
            });
            _published = false;
        }
        catch (PumFailureException exception)
        {
            throw new PumFailureException(ReplaceFailures.Kept(_context.Connection.Database, old, unconfirmed, exception.Failure), exception);
        }
    }

    private async Task<T> AfterwardsAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        using var timeout = new CancellationTokenSource(AfterwardsTimeout);
        try
        {
            return await step(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new PumFailureException(SessionFailures.NotReached("timeout expired", _context.Failure("PumRestore")), exception);
        }
    }

    private async Task<bool> TryAsync(DatabaseSwap swap, Session maintenance, DatabaseFacts? existing, CancellationToken cancellationToken)
    {
        try
        {
            return await swap.TryAsync(maintenance, existing, cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            // A target that is gone is looked at again, so that only this one can be missing.
            throw new PumFailureException(RestoreFailures.ScratchGone(_context.Connection.Database, Name), exception);
        }
    }

    /// <summary>
    /// Whether its sessions ran into a deadlock. Asked of the statistics, because the error's text is in the server's language and
    /// pg_restore prints no SQLSTATE; see
    /// <see href="https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW">pg_stat_database</see>.
    /// </summary>
    public async Task<bool> HadDeadlockAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync();
        try
        {
            await using var maintenance = await OpenMaintenanceAsync(cancellationToken);
            var clock = Stopwatch.StartNew();
            while (true)
            {
                // A session reports its deadlocks when it ends, and may still be about to.
                var (had, sessions) = await maintenance.QueryAsync(
                    $"SELECT coalesce(max(deadlocks), 0) > 0, coalesce(max(numbackends), 0) > 0 FROM pg_catalog.pg_stat_database WHERE datname = {Sql.Literal(Name)}",
                    row => (row.GetBoolean(0), row.GetBoolean(1)),
                    cancellationToken);
                if (had || !sessions || clock.Elapsed > SessionsEnd)
                    return had;
                await Task.Delay(PollInterval, cancellationToken);
            }
        }
        catch (PumFailureException exception)
        {
            // The server is gone: what ended the restore stays the failure.
            _context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
            return false;
        }
    }

    /// <summary>Drops what is left over: itself where it was not published, else what it replaced. What ended the restore stays the failure.</summary>
    public async ValueTask DisposeAsync()
    {
        _atExit.Dispose();
        await LeaveAsync();
        if (!_published)
            await DropAsync(Name, RestoreFailures.ScratchLeft);
        else if (_old is not null)
            await DropAsync(_old, (old, reason) => ReplaceFailures.OldLeft(_context.Connection.Database, old, reason));
        _stopSweep.CancelAfter(SweepGrace);
        await _sweep;
        _stopSweep.Dispose();
        await _keeper.DisposeAsync();
    }

    /// <summary>Ends the session inside: nobody may be there when it is renamed.</summary>
    private async ValueTask LeaveAsync()
    {
        if (Interlocked.Exchange(ref _resident, null) is { } resident)
            await resident.DisposeAsync();
    }

    /// <summary>Drops it from the handler of the process's end, while everything else may still be at work.</summary>
    private async Task AbandonAsync()
    {
        await LeaveAsync();
        await using (var maintenance = await OpenMaintenanceAsync(CancellationToken.None))
        {
            // CREATE DATABASE goes on after its client's death, and until it is done there is nothing to drop. The role that was taken on
            // need not have the rights of the one that connected, whose session it is.
            await maintenance.ExecuteAsync($"BEGIN; SET LOCAL ROLE NONE; {AdvisoryLock.EndHolder(_name.MaintenanceOid, _name.Key)}; COMMIT", CancellationToken.None);
            await AdvisoryLock.TakeAsync(maintenance, _name.Key, CancellationToken.None);
        }

        // By force, for the client tool may still be there.
        await DropAsync(Name, RestoreFailures.ScratchLeft);
    }

    private async Task DropAsync(string name, Func<string, PumFailure, PumFailure> left)
    {
        using var timeout = new CancellationTokenSource(DropTimeout);
        try
        {
            await using var maintenance = await OpenMaintenanceAsync(timeout.Token);
            var version = await maintenance.QueryAsync("SELECT current_setting('server_version_num')::int", row => PostgresVersion.FromNumber(row.GetInt32(0)), timeout.Token);
            await maintenance.ExecuteAsync($"DROP DATABASE IF EXISTS {Sql.Identifier(name)}{(version.Major >= ForceSince ? " WITH (FORCE)" : "")}", timeout.Token);
        }
        catch (PumFailureException exception)
        {
            SayLeft(left(name, exception.Failure));
        }
        catch (OperationCanceledException)
        {
            SayLeft(left(name, SessionFailures.NotReached("timeout expired", _context.Failure("PumRestore"))));
        }
    }

    /// <summary>Where nobody knows whether it is the target by now, nobody may be told to drop it.</summary>
    private void SayLeft(PumFailure left)
    {
        if (_isUnknown)
            _context.Reporter.Message(ReportImportance.Low, left.Message);
        else
            _context.Reporter.Warning(left);
    }

    private Task<Session> OpenMaintenanceAsync(CancellationToken cancellationToken) =>
        MaintenanceDatabase.OpenAsync(_context.Connection, _context.Failure("PumRestore"), cancellationToken);

    /// <summary>
    /// Tries the dump's properties, then its encoding with the server's own locale, then with the locale C, which fits every encoding.
    /// </summary>
    private async Task CreateAsync(Session maintenance, DatabaseProperties properties, DatabaseFacts? replaced, CancellationToken cancellationToken)
    {
        var tablespace = TablespaceOf(replaced);
        // Whom the old database keeps out is not to look into the new one before it is in its place, and CREATE DATABASE lets everybody in.
        // One that is open to all stays so: REVOKE and GRANT do not lead back to the privileges by default (datacl is NULL no more).
        var isClosed = replaced is { IsOpenToAll: false };
        PumFailureException? first = null;
        foreach (var options in properties.Attempts)
        {
            try
            {
                await maintenance.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(Name)} TEMPLATE {Sql.Identifier(_context.Request.BaseTemplate)}{options}{tablespace}{(isClosed ? " ALLOW_CONNECTIONS false" : "")}", cancellationToken);
                if (isClosed)
                {
                    await maintenance.ExecuteAsync($"REVOKE CONNECT ON DATABASE {Sql.Identifier(Name)} FROM PUBLIC", cancellationToken);
                    await maintenance.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(Name)} ALLOW_CONNECTIONS true", cancellationToken);
                }

                if (first is not null)
                    _context.Reporter.Warning(RestoreFailures.NoSuchLocale(properties.Locale, options == properties.WithLocaleC, _context.Request.File));
                return;
            }
            catch (PumFailureException exception) when (!properties.IsUnknown && PropertyStates.Contains(exception.SqlState))
            {
                _context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
                first ??= exception;
            }
            catch (PumFailureException exception) when (exception.SqlState is { } sqlState)
            {
                throw new PumFailureException(RestoreFailures.NotCreated(_context.Connection.Database, sqlState, exception.Failure.Details), exception);
            }
        }

        throw new PumFailureException(
            RestoreFailures.NoSuchEncoding(properties.Encoding, _context.Request.File) with { SqlState = first!.SqlState, Details = [first.Failure.Message, .. first.Failure.Details] }, first);
    }

    private string TablespaceOf(DatabaseFacts? replaced)
    {
        if (replaced is null or { Tablespace: "pg_default" })
            return "";
        if (replaced.MayUseTablespace)
            return $" TABLESPACE {Sql.Identifier(replaced.Tablespace)}";
        _context.Reporter.Warning(ReplaceFailures.TablespaceNotKept(_context.Connection.Database, replaced.Tablespace));
        return "";
    }
}
