using System.Runtime.InteropServices;

namespace Pum.Tool;

/// <summary>
/// Ctrl+C, and what else tells a process to end: the first one cancels the command, which undoes what it began; another one ends the
/// process.
/// </summary>
internal sealed class Interruption : IDisposable
{
#pragma warning disable CA2213 // A signal while it is disposed would throw in its own thread, which ends the process.
    private readonly CancellationTokenSource _source = new();
#pragma warning restore CA2213
    private readonly PosixSignalRegistration[] _signals;
    private volatile int _exitCode;

    public Interruption() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Cancel(context, 129)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, ExitCodes.Terminated)),
    ];

    /// <summary>Ends the command.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>As a shell reports a process that the signal ended; <see langword="null"/> where there was none.</summary>
    public int? ExitCode => _exitCode == 0 ? null : _exitCode;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Cancel(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
            return;
        context.Cancel = true;
        _source.Cancel();
    }
}
