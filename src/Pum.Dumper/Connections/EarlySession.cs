namespace Pum.Dumper.Connections;

/// <summary>
/// A session that is opened while something else is done: in a fresh process the runtime compiles Npgsql's code for it, which takes longer
/// than everything that comes before.
/// </summary>
/// <param name="open">Opens the session.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class EarlySession(Func<CancellationToken, Task<Session>> open, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private Task<Session>? _opening;
    private bool _isTaken;

    /// <summary>Begins.</summary>
    public void Start() => _opening ??= Task.Run(() => open(_stop.Token), _stop.Token);

    /// <summary>The session, which is the caller's from now on; it is opened now if that did not begin.</summary>
    /// <exception cref="Failures.PumFailureException">Those of connecting.</exception>
    public Task<Session> TakeAsync()
    {
        _isTaken = true;
        Start();
        return _opening!;
    }

    /// <summary>Ends the session, unless it was taken.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isTaken && _opening is not null)
            await LeaveAsync(_opening);
        _stop.Dispose();
    }

    private async Task LeaveAsync(Task<Session> opening)
    {
        await _stop.CancelAsync();
        // Nobody asked for it; what ended the operation is said elsewhere.
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await opening.Result.DisposeAsync();
    }
}
