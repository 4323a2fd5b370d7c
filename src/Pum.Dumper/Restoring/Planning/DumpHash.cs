using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>The dump's SHA-256, computed beside the restore, which reads the same file at the time.</summary>
internal sealed class DumpHash : IAsyncDisposable
{
    private readonly string _file;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<DumpDigest> _digest;

    private DumpHash(DumpFile file)
    {
        _file = file.Path;
        _digest = Task.Run(() => DumpDigest.OfAsync(file.ReadPath, _stop.Token), _stop.Token);
    }

    /// <summary>Begins.</summary>
    public static DumpHash Start(DumpFile file) => new(file);

    /// <summary>Waits for it.</summary>
    /// <exception cref="PumFailureException">PUM1003 where the dump can no longer be read.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _digest.WaitAsync(cancellationToken)).Sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(_file, exception.Message), exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A caller that needs the hash has asked before; otherwise something else ended the restore.
        await Task.WhenAny(_digest);
        _stop.Dispose();
    }
}
