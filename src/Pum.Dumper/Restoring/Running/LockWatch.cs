using System.Diagnostics;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>
/// Checks from time to time whether the sessions of a restore wait for a lock that another session holds. The server cannot be made to
/// give up by itself: a dump begins with <c>SET lock_timeout = 0</c>.
/// </summary>
internal sealed class LockWatch
{
    /// <summary>Without a limit: how soon to check for the first time whom a restore is waiting for.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Without a limit: the longest time between two looks. Each costs a session.
    /// </summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>How many consecutive failed checks are reported.</summary>
    private const int ManyFailures = 3;

    // The limit is kept to within a fifth; but each look is a session of its own, and after a long wait a little more does not matter.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

    private readonly RestoreContext _context;
    private readonly Dictionary<string, long> _since = [];
    private int _failures;

    private LockWatch(RestoreContext context) => _context = context;

    private TimeSpan? Limit => _context.Request.LockTimeout is > 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>How long until the next look, after one that came so long after the one before.</summary>
    private TimeSpan Next(TimeSpan before) =>
        Limit is { } limit ? Between(ShortestInterval, limit / 5, LongestInterval) : Between(FirstLook, before * 2, LongestSilence);

    private static TimeSpan Between(TimeSpan shortest, TimeSpan interval, TimeSpan longest) =>
        interval < shortest ? shortest : interval > longest ? longest : interval;

    /// <summary>Runs a restore under watch.</summary>
    /// <exception cref="PumFailureException">PUM5008, and what the restore itself throws.</exception>
    public static async Task<T> WhileAsync<T>(
        RestoreContext context, Func<CancellationToken, Task<T>> restore, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        PumFailureException? verdict = null;
        var watching = WatchAndStopAsync();
        try
        {
            return await restore(stop.Token);
        }
        catch (Exception exception) when (verdict is not null && exception is (OperationCanceledException or PumFailureException))
        {
            throw verdict;
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }

        async Task WatchAndStopAsync()
        {
            try
            {
                await new LockWatch(context).WatchAsync(stop.Token);
            }
            catch (PumFailureException exception)
            {
                verdict = exception;
                await stop.CancelAsync();
            }
            catch (OperationCanceledException)
            {
                // The restore is over.
            }
        }
    }

    /// <summary>Ends with the failure when the restore has waited too long, and with the cancellation otherwise.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        for (var interval = Next(TimeSpan.Zero); ; interval = Next(interval))
        {
            await Task.Delay(interval, cancellationToken);
            // If the look fails, it is unknown whether a wait is over: its time runs on.
            if (await LookAsync(cancellationToken) is not { } waits)
                continue;
            foreach (var over in _since.Keys.Except(waits.Select(wait => wait.Id)).ToList())
                _since.Remove(over);
            foreach (var wait in waits)
            {
                var isNew = _since.TryAdd(wait.Id, Stopwatch.GetTimestamp());
                if (Limit is { } limit && Stopwatch.GetElapsedTime(_since[wait.Id]) >= limit)
                    throw new PumFailureException(
                        RestoreFailures.LockHeld(wait.Lock, wait.Holder, limit, _context.Request.IgnoreErrors && !_context.IsNew));
                if (Limit is null && isNew)
                    _context.Reporter.Message(ReportImportance.Normal, $"The restore waits for {wait.Lock}, which {wait.Holder} holds");
            }
        }
    }

    /// <summary>What waits, or <see langword="null"/> where that could not be seen.</summary>
    /// <remarks>A session for each look: one that is kept might be what a limit of connections leaves the restore without.</remarks>
    private async Task<IReadOnlyList<LockWait>?> LookAsync(CancellationToken cancellationToken)
    {
        // The role that logged in sees its own sessions whole; one that it takes on may not.
        var connection = _context.Connection with { Role = null };
        try
        {
            await using var session = await SessionOpening.OpenAsync(connection, _context.Failure(), cancellationToken);
            var waits = await session.QueryRowsAsync(LockWait.Query(session.ApplicationName), LockWait.Read, cancellationToken);
            _failures = 0;
            return waits;
        }
        catch (PumFailureException exception)
        {
            // If the server is gone, the restore itself reports that.
            _failures++;
            _context.Reporter.Message(
                _failures == ManyFailures ? ReportImportance.Normal : ReportImportance.Low,
                $"The restore cannot see whether it waits for a lock: {exception.Failure.Message}");
            return null;
        }
    }
}
