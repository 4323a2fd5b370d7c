using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>The database that was replaced, from the swap on. Cancelling has no power any more: the new database is in its place.</summary>
internal sealed class OldDatabase
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly RestoreContext _context;
    private readonly DatabaseSwap _swap;
    private readonly DatabaseFacts _facts;

    /// <summary>Makes one of what a swap moved away.</summary>
    public OldDatabase(RestoreContext context, DatabaseSwap swap, DatabaseFacts facts) =>
        (_context, _swap, _facts) = (context, swap, facts);

    private string Name => _swap.OldName;

    /// <summary>
    /// Decides what becomes of it. Between the last check and the swap another session may have filled it; from then on no session is in
    /// it, so that this check is final.
    /// </summary>
    /// <param name="swapping">The session that took the turn for the swap, and has it still.</param>
    /// <returns>
    /// Whether it may be dropped; it is kept if it could not be looked into. Or a failure that names what it holds and may not be lost,
    /// after it got its name back.
    /// </returns>
    /// <exception cref="PumFailureException">PUM5007: it holds something, and could not be put back.</exception>
    public async Task<(bool IsDispensable, PumFailure? Unconfirmed)> SettleAsync(Session swapping)
    {
        if (_swap.IsConfirmed)
            return (true, null);
        PumFailure? unconfirmed;
        try
        {
            unconfirmed = await InTimeAsync(UnconfirmedAsync);
        }
        catch (PumFailureException exception)
        {
            _context.Reporter.Warning(ReplaceFailures.KeptUnseen(_context.Connection.Database, Name, exception.Failure));
            return (false, null);
        }

        if (unconfirmed is not null)
            await PutBackAsync(swapping, unconfirmed);
        return (unconfirmed is null, unconfirmed);
    }

    /// <summary>Drops it.</summary>
    public async Task DropAsync()
    {
        if (await new DatabaseDrop(_context, Name).RunAsync() is { } reason)
            _context.Reporter.Warning(ReplaceFailures.OldLeft(_context.Connection.Database, Name, _swap.IsConfirmed, reason));
    }

    private async Task<PumFailure?> UnconfirmedAsync(CancellationToken cancellationToken)
    {
        await using var session = await SessionOpening.OpenAsync(
            _context.Connection.WithDatabase(Name), _context.Failure(), cancellationToken);
        var target = await Target.InspectAsync(session, cancellationToken);
        return ReplaceCheck.Replacing(target, _context.Connection.Database, _context.Request.ConfirmReplace).FirstOrDefault();
    }

    private async Task PutBackAsync(Session swapping, PumFailure unconfirmed)
    {
        try
        {
            await InTimeAsync(async stop =>
            {
                await _swap.UndoAsync(swapping, Name, _facts.Oid, stop);
                return true;
            });
        }
        catch (PumFailureException exception) when (exception.Failure.TargetMayHaveChanged)
        {
            throw new PumFailureException(
                ReplaceFailures.MaybePutBack(_context.Connection.Database, Name, unconfirmed, exception.Failure), exception);
        }
        catch (PumFailureException exception)
        {
            throw new PumFailureException(
                ReplaceFailures.Kept(_context.Connection.Database, Name, unconfirmed, exception.Failure), exception);
        }
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            return await step(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new PumFailureException(SessionFailures.NotReached("timeout expired", _context.Failure()), exception);
        }
    }
}
