namespace Pum.Dumper;

/// <summary>
/// What is to be done when this process is told to end before the work is over: SIGTERM to a build never reaches a task's <c>Cancel</c>,
/// and no <c>finally</c> runs.
/// </summary>
internal sealed class AtProcessExit : IDisposable
{
    private readonly EventHandler _handler;

    public AtProcessExit(Action action)
    {
        _handler = (_, _) => action();
        AppDomain.CurrentDomain.ProcessExit += _handler;
    }

    /// <inheritdoc/>
    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= _handler;
}
