using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>
/// Gives a scratch database the target's name, in one transaction: <c>ALTER DATABASE … RENAME</c> can be undone. Whoever connects finds the
/// old database or the new one; who comes in the middle waits for the lock and is then told to try again (3D000).
/// </summary>
/// <param name="Context">What every step knows; its connection leads to the target.</param>
/// <param name="Scratch">The database that gets the name.</param>
/// <param name="Stamp">Its stamp.</param>
internal sealed record DatabaseSwap(RestoreContext Context, ScratchName Scratch, Stamp Stamp)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the server is asked for the outcome when it has gone away over the COMMIT: it may be restarting.</summary>
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(30);

    private string Target => Context.Connection.Database;

    private long LockKey => AdvisoryLock.KeyOf("target", Target);

    /// <summary>Swaps, where the target is still what it was when it was inspected.</summary>
    /// <param name="session">A session in the maintenance database.</param>
    /// <param name="existing">The target, or <see langword="null"/> where there is none.</param>
    /// <param name="cancellationToken">Ends it before the COMMIT, and has no power over that.</param>
    /// <returns>Whether it was done; if not, another database has the name by now.</returns>
    /// <exception cref="PumFailureException">PUM5008; PUM5012.</exception>
    public async Task<bool> TryAsync(Session session, DatabaseFacts? existing, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("BEGIN", cancellationToken);
        var warnings = new List<PumFailure>();
        if (!await RenameAsync(session, existing, warnings, cancellationToken))
        {
            await session.ExecuteAsync("ROLLBACK", cancellationToken);
            return false;
        }

        var comment = new DatabaseComment(existing?.Comment.Own, Stamp).Format()!;
        await session.ExecuteAsync($"COMMENT ON DATABASE {Sql.Identifier(Target)} IS {Sql.Literal(comment)}", cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await CommitAsync(session);
        foreach (var warning in warnings)
            Context.Reporter.Warning(warning);
        return true;
    }

    /// <summary>One swap of a target at a time; the lock ends with the session.</summary>
    public Task TakeTurnAsync(Session session, CancellationToken cancellationToken) => AdvisoryLock.TakeAsync(session, LockKey, cancellationToken);

    private async Task<bool> RenameAsync(Session session, DatabaseFacts? existing, List<PumFailure> warnings, CancellationToken cancellationToken)
    {
        if (existing is null)
            return await TakeNameAsync(session, cancellationToken);
        if (!await MoveAwayAsync(session, existing.Oid, cancellationToken) || await OidAsync(session, Scratch.Old.Format(), cancellationToken) != existing.Oid)
            return false;
        var attributes = await DatabaseAttributes.InspectAsync(session, existing.Oid, cancellationToken);
        if (!await TakeNameAsync(session, cancellationToken))
            return false;
        await CarryOverAsync(session, attributes, warnings, cancellationToken);
        return true;
    }

    private async Task<bool> TakeNameAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(Rename(Scratch.Format(), Target), cancellationToken);
            return true;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.DuplicateDatabase)
        {
            return false;
        }
    }

    private async Task<bool> MoveAwayAsync(Session session, uint oid, CancellationToken cancellationToken)
    {
        var rename = Rename(Target, Scratch.Old.Format());
        try
        {
            if (Context.Request.DisconnectUsers)
                await DisconnectDuringAsync(() => session.ExecuteAsync(rename, cancellationToken), oid, cancellationToken);
            else
                await session.ExecuteAsync(rename, cancellationToken);
            return true;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            return false;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.ObjectInUse)
        {
            await session.ExecuteAsync("ROLLBACK", cancellationToken);
            var use = await DatabaseUse.InspectAsync(session, oid, cancellationToken);
            throw new PumFailureException(ReplaceFailures.SessionsStayed(Target, [.. use.Sessions.Select(other => other.Display)]), exception);
        }
    }

    /// <summary>
    /// The rename holds a lock that keeps newcomers out, and waits up to five seconds for the sessions that are there: they are ended in
    /// that time, from another session. Ended before, they might be back.
    /// </summary>
    private async Task DisconnectDuringAsync(Func<Task> rename, uint oid, CancellationToken cancellationToken)
    {
        await using var other = await MaintenanceDatabase.OpenAsync(Context.Connection, Context.Failure("PumRestore"), cancellationToken);
        var renaming = rename();
        await Task.WhenAll(renaming, EndUntilAsync(renaming));

        async Task EndUntilAsync(Task done)
        {
            while (!done.IsCompleted)
            {
                foreach (var ended in await DatabaseUse.EndSessionsAsync(other, oid, cancellationToken))
                    Context.Reporter.Message(ReportImportance.Normal, $"PumRestore: ended {ended.Display} in {Target}");
                await Task.WhenAny(done, Task.Delay(PollInterval, cancellationToken));
            }
        }
    }

    private async Task CarryOverAsync(Session session, DatabaseAttributes attributes, List<PumFailure> warnings, CancellationToken cancellationToken)
    {
        foreach (var property in attributes.CarryTo(Target, Context.Connection.Role))
        {
            await session.ExecuteAsync("SAVEPOINT pum_carry", cancellationToken);
            try
            {
                foreach (var statement in property.Statements)
                    await session.ExecuteAsync(statement, cancellationToken);
                await session.ExecuteAsync("RELEASE pum_carry", cancellationToken);
            }
            catch (PumFailureException exception) when (!property.IsRequired && !SqlStates.EndsSession(exception.SqlState))
            {
                await session.ExecuteAsync("ROLLBACK TO pum_carry", cancellationToken);
                warnings.Add(ReplaceFailures.NotCarriedOver(Target, property.What, exception.Failure));
            }
        }
    }

    /// <summary>Commits; where the answer is lost, the OIDs say what is so.</summary>
    private async Task CommitAsync(Session session)
    {
        try
        {
            await session.ExecuteAsync("COMMIT", CancellationToken.None);
        }
        catch (PumFailureException exception)
        {
            Context.Reporter.Message(ReportImportance.Normal, $"PumRestore: the answer to COMMIT was lost, so the server is asked what is so: {exception.Failure.Message}");
            if (await IsDoneAsync(exception) is false)
                throw new PumFailureException(ReplaceFailures.NotSwapped(Target, exception.Failure), exception);
        }
    }

    private async Task<bool> IsDoneAsync(PumFailureException lost)
    {
        try
        {
            using var timeout = new CancellationTokenSource(RecoveryPatience);
            await using var session = await ServerWait.UntilReachedAsync(
                () => MaintenanceDatabase.OpenAsync(Context.Connection, Context.Failure("PumRestore"), timeout.Token), RecoveryPatience, Context.Reporter, timeout.Token);
            // The one who was to commit holds this until it is gone, and what it did is done.
            await TakeTurnAsync(session, timeout.Token);
            return await OidAsync(session, Target, timeout.Token) == Stamp.DatabaseOid;
        }
        catch (Exception exception) when (exception is PumFailureException or OperationCanceledException)
        {
            throw new PumFailureException(ReplaceFailures.MaybeSwapped(Target, Stamp.DatabaseOid, lost.Failure), exception);
        }
    }

    private static string Rename(string from, string to) => $"ALTER DATABASE {Sql.Identifier(from)} RENAME TO {Sql.Identifier(to)}";

    private static async Task<uint?> OidAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var oids = await session.QueryRowsAsync($"SELECT oid::int8 FROM pg_catalog.pg_database WHERE datname = {Sql.Literal(database)}", row => (uint)row.GetInt64(0), cancellationToken);
        return oids.IsEmpty ? null : oids[0];
    }
}
