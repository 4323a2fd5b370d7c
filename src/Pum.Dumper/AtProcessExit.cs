using System.Runtime.InteropServices;

namespace Pum.Dumper;

/// <summary>
/// What is to be done when this process is told to end before the work is over: SIGTERM to a build never reaches a task's <c>Cancel</c>,
/// and no <c>finally</c> runs. From .NET 10 on SIGTERM raises no <c>ProcessExit</c> either, so it is asked for by itself: see
/// <see href="https://learn.microsoft.com/dotnet/core/compatibility/core-libraries/10.0/sigterm-signal-handler">No default termination signal handlers</see>.
/// </summary>
internal sealed class AtProcessExit : IDisposable
{
    private readonly EventHandler _handler;
    private readonly PosixSignalRegistration _registration;
    private int _begun;

    public AtProcessExit(Action action)
    {
        _handler = (_, _) => Once();
        AppDomain.CurrentDomain.ProcessExit += _handler;
        // The signal goes on to whatever else there is for it.
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Once());

        void Once()
        {
            if (Interlocked.Exchange(ref _begun, 1) == 0)
                action();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= _handler;
        _registration.Dispose();
    }
}
