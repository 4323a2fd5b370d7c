using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// Gives a scratch database the target's name, in one transaction: <c>ALTER DATABASE … RENAME</c> can be undone. A client that connects
/// finds the old database or the new one; one that connects in the middle waits for the lock and is then told to try again (3D000).
/// </summary>
/// <param name="Context">What every step knows; its connection leads to the target.</param>
/// <param name="Scratch">The database that gets the name.</param>
/// <param name="Oid">Its OID.</param>
/// <param name="Stamp">Its stamp, or <see langword="null"/> where it gets none.</param>
internal sealed record DatabaseSwap(RestoreContext Context, ScratchName Scratch, uint Oid, Stamp? Stamp)
{
    /// <summary>How long an attempt waits for a lock: clients that connect to the target queue after it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long it is retried without a LockTimeout: a lock on a database is held by hand, not for work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string Target => Context.Connection.Database;

    /// <summary>Swaps, where the target is still what it was when it was inspected.</summary>
    /// <param name="session">A session in the maintenance database.</param>
    /// <param name="existing">The target, or <see langword="null"/> where there is none.</param>
    /// <param name="cancellationToken">Ends it before the COMMIT, and has no power over that.</param>
    /// <returns>Whether it was done; if not, another database has the name now.</returns>
    /// <exception cref="PumFailureException">PUM5008; PUM5012.</exception>
    public async Task<bool> TryAsync(Session session, DatabaseFacts? existing, CancellationToken cancellationToken)
    {
        var limit = Context.Request.LockTimeout is > 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Patience;
        var clock = Stopwatch.StartNew();
        string? holder = null;
        while (true)
        {
            try
            {
                await BeginAsync(session, limit - clock.Elapsed, cancellationToken);
                return await TryOnceAsync(session, existing, cancellationToken);
            }
            catch (PumFailureException exception) when (exception.SqlState == SqlStates.LockNotAvailable)
            {
                holder = (exception as DatabaseLockedException)?.Holder ?? holder;
                await session.ExecuteAsync("ROLLBACK", cancellationToken);
                if (clock.Elapsed >= limit)
                    throw new PumFailureException(ReplaceFailures.LockHeld(Target, holder, limit), exception);
                Context.Reporter.Message(
                    ReportImportance.Normal,
                    $"The restore waits for a lock on the database {Target}, which {holder ?? "another session"} holds");
            }
        }
    }

    /// <summary>Undoes the swap: the old database gets its name back.</summary>
    /// <param name="session">The session that took the turn for the swap, and has it still.</param>
    /// <param name="old">What the old database is called.</param>
    /// <param name="oldOid">Its OID.</param>
    /// <param name="cancellationToken">Ends it before its COMMIT.</param>
    /// <exception cref="PumFailureException">PUM5008, PUM5012, and what the server says.</exception>
    public async Task UndoAsync(Session session, string old, uint oldOid, CancellationToken cancellationToken)
    {
        await BeginAsync(session, LongestWait, cancellationToken);
        await RenameTargetAsync(session, Oid, Scratch.Format(), cancellationToken);
        var rename = new DatabaseRename(Context, oldOid, old, Target) { EndsSessions = false, InUse = ReplaceFailures.SessionsStayed };
        await rename.RunAsync(session, cancellationToken);
        if (await DatabaseOid.FindAsync(session, Scratch.Format(), cancellationToken) != Oid
            || await DatabaseOid.FindAsync(session, Target, cancellationToken) != oldOid)
            throw new PumFailureException(ReplaceFailures.NotTheSame(Target));
        cancellationToken.ThrowIfCancellationRequested();
        await new SwapCommit(Context, oldOid).RunAsync(session);
    }

    /// <summary>
    /// What the old database is called from the swap until it is dropped. Unless its content may be lost, it is checked once more, and
    /// the cleanup ignores this name.
    /// </summary>
    public string OldName => IsConfirmed ? Scratch.Old.Format() : Scratch.Kept;

    /// <summary>Whether the user confirmed by name that what the old database holds may be lost, whatever it is by then.</summary>
    public bool IsConfirmed => Context.Request.ConfirmReplace == Target;

    private static async Task BeginAsync(Session session, TimeSpan wait, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("BEGIN", cancellationToken);
        var limit = Math.Clamp(wait.TotalMilliseconds, 1, LongestWait.TotalMilliseconds);
        await session.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {limit:0}"), cancellationToken);
    }

    private async Task<bool> TryOnceAsync(Session session, DatabaseFacts? existing, CancellationToken cancellationToken)
    {
        var warnings = new List<PumFailure>();
        if (!await RenameAsync(session, existing, warnings, cancellationToken))
        {
            await session.ExecuteAsync("ROLLBACK", cancellationToken);
            return false;
        }

        var comment = Context.Request.TemplateKey is { } key
            ? TemplateStamp.New(Oid, key).Format()
            : new DatabaseComment(existing?.Comment.Own, Stamp).Format();
        await session.ExecuteAsync(
            $"COMMENT ON DATABASE {Sql.Identifier(Target)} IS {(comment is null ? "NULL" : Sql.Literal(comment))}", cancellationToken);
        if (Context.Request.TemplateKey is not null)
            await session.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(Target)} ALLOW_CONNECTIONS false", cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await new SwapCommit(Context, Oid).RunAsync(session);
        foreach (var warning in warnings)
            Context.Reporter.Warning(warning);
        return true;
    }

    private async Task<bool> RenameAsync(
        Session session, DatabaseFacts? existing, List<PumFailure> warnings, CancellationToken cancellationToken)
    {
        if (existing is null)
        {
            if (!await TakeNameAsync(session, cancellationToken))
                return false;
            await HandOverAsync(session, Context.RestoringRole, cancellationToken);
            await ScratchAccess.ReopenAsync(session, Target, cancellationToken);
            return true;
        }
        if (!await MoveAwayAsync(session, existing, cancellationToken)
            || await DatabaseOid.FindAsync(session, OldName, cancellationToken) != existing.Oid)
            return false;
        var attributes = await DatabaseAttributes.InspectAsync(session, existing.Oid, cancellationToken);
        // From here on no other session can change it.
        if (attributes.Owner != existing.Owner)
            return false;
        if (!await TakeNameAsync(session, cancellationToken))
            return false;
        await HandOverAsync(session, existing.OwnerToKeep is null ? Context.RestoringRole : null, cancellationToken);
        if (attributes.Privileges is null)
            await ScratchAccess.ReopenAsync(session, Target, cancellationToken);
        await CarryOverAsync(
            session, attributes.CarryTo(Target, Context.CreatorsRoleInForce, existing.Rights.MayGiveToOwner), warnings, cancellationToken);
        return true;
    }

    /// <summary>Takes back what the restore's roles needed until now, and gives the database to an owner.</summary>
    private async Task HandOverAsync(Session session, string? owner, CancellationToken cancellationToken)
    {
        await ScratchAccess.TakeBackAsync(session, Target, Context, cancellationToken);
        if (owner is not null)
            await session.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(Target)} OWNER TO {Sql.Identifier(owner)}", cancellationToken);
    }

    private async Task<bool> TakeNameAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            // The scratch database is ours: no other session has any business there.
            var rename = new DatabaseRename(Context, Oid, Scratch.Format(), Target)
            {
                IsOurs = true,
                EndsSessions = true,
                InUse = ReplaceFailures.ScratchInUse,
            };
            await rename.RunAsync(session, cancellationToken);
            return await DatabaseOid.FindAsync(session, Target, cancellationToken) == Oid
                ? true
                : throw new PumFailureException(ReplaceFailures.NotTheSame(Target));
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.DuplicateDatabase)
        {
            return false;
        }
    }

    private async Task<bool> MoveAwayAsync(Session session, DatabaseFacts existing, CancellationToken cancellationToken)
    {
        try
        {
            await RenameTargetAsync(session, existing.Oid, OldName, cancellationToken);
            return true;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            return false;
        }
    }

    private Task RenameTargetAsync(Session session, uint oid, string to, CancellationToken cancellationToken) =>
        new DatabaseRename(Context, oid, Target, to)
        {
            EndsSessions = Context.Request.DisconnectUsers,
            InUse = ReplaceFailures.SessionsStayed,
        }
            .RunAsync(session, cancellationToken);

    private async Task CarryOverAsync(
        Session session, IEnumerable<CarriedOver> properties, List<PumFailure> warnings, CancellationToken cancellationToken)
    {
        foreach (var property in properties)
        {
            await session.ExecuteAsync("SAVEPOINT pum_carry", cancellationToken);
            try
            {
                foreach (var statement in property.Statements)
                    await session.ExecuteAsync(statement, cancellationToken);
                await session.ExecuteAsync("RELEASE pum_carry", cancellationToken);
            }
            catch (PumFailureException exception)
                when (!property.IsRequired
                    && exception.SqlState != SqlStates.LockNotAvailable
                    && !SqlStates.EndsSession(exception.SqlState))
            {
                await session.ExecuteAsync("ROLLBACK TO pum_carry", cancellationToken);
                warnings.Add(ReplaceFailures.NotCarriedOver(Target, property.What, exception.Failure));
            }
        }
    }
}
