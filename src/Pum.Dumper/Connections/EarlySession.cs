using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// A session that is opened while something else is done: in a fresh process the runtime compiles Npgsql's code for it, which takes longer
/// than everything that comes before.
/// </summary>
internal sealed class EarlySession : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task<Session> _opening;
    private bool _isTaken;

    private EarlySession(Func<CancellationToken, Task<Session>> open, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _opening = Task.Run(() => open(_stop.Token), _stop.Token);
    }

    /// <summary>Begins.</summary>
    /// <param name="open">Opens the session.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static EarlySession Start(Func<CancellationToken, Task<Session>> open, CancellationToken cancellationToken) =>
        new(open, cancellationToken);

    /// <summary>The session, which is the caller's from now on.</summary>
    /// <exception cref="PumFailureException">Those of connecting.</exception>
    public Task<Session> TakeAsync()
    {
        _isTaken = true;
        return _opening;
    }

    /// <summary>Ends the session, unless it was taken.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isTaken)
            await LeaveAsync();
        _stop.Dispose();
    }

    private async Task LeaveAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await (await _opening).DisposeAsync();
        }
        catch (Exception exception) when (exception is PumFailureException or OperationCanceledException)
        {
            // Nobody asked for it; what ended the operation is said elsewhere.
        }
    }
}
