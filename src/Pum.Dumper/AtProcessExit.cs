using System.Runtime.InteropServices;

namespace Pum.Dumper;

/// <summary>
/// What is to be done when this process is told to end before the work is over: SIGTERM to a build never reaches a task's <c>Cancel</c>,
/// and no <c>finally</c> runs.
/// </summary>
/// <remarks>
/// A signal takes its course afterwards, which is that of the other handlers of the process or its end. Since .NET 10 that end is no
/// <see cref="AppDomain.ProcessExit"/> any more:
/// <see href="https://learn.microsoft.com/dotnet/core/compatibility/core-libraries/10.0/sigterm-signal-handler">no default termination
/// signal handlers</see>. A SIGHUP that the process ignores, as under <c>nohup</c>, comes to no handler.
/// </remarks>
internal sealed class AtProcessExit : IDisposable
{
    private readonly object _gate = new();
    private readonly Action _action;
    private readonly PosixSignalRegistration[] _signals;
    private bool _done;

    public AtProcessExit(Action action)
    {
        _action = action;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Act()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Act()),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
    }

    private void OnExit(object? sender, EventArgs e) => Act();

    /// <summary>Once; an end of the process that follows on the signal waits until it is done.</summary>
    private void Act()
    {
        lock (_gate)
        {
            if (_done)
                return;
            _done = true;
            try
            {
                _action();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Something else removed it first, and an exception here would end the process as if it had crashed.
            }
        }
    }
}
