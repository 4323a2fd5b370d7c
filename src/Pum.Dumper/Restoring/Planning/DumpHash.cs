using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>The dump's SHA-256, computed beside the restore, which reads the same file at the time.</summary>
internal sealed class DumpHash : IAsyncDisposable
{
    private readonly DumpFile _file;
    private readonly string? _state;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<DumpDigest> _digest;

    private DumpHash(DumpFile file, string? state)
    {
        (_file, _state) = (file, state);
        _digest = DumpDigest.OfAsync(file.ReadPath, _stop.Token);
    }

    /// <summary>Begins.</summary>
    /// <param name="file">The dump.</param>
    /// <param name="isExpected">Whether it is compared at the end with what the dump must be.</param>
    /// <exception cref="PumFailureException">PUM1003.</exception>
    public static DumpHash Start(DumpFile file, bool isExpected) => new(file, isExpected ? StateOf(file) : null);

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
            throw new PumFailureException(ArchiveFailures.Unreadable(_file.Path, exception.Message), exception);
        }
    }

    /// <summary>The hash of the dump as it is now, read anew only where the dump was written to since.</summary>
    /// <exception cref="PumFailureException">PUM1003 where the dump can no longer be read.</exception>
    public async Task<string> GetAgainAsync(CancellationToken cancellationToken)
    {
        var hash = await GetAsync(cancellationToken);
        if (StateOf(_file) == _state)
            return hash;
        await using var again = new DumpHash(_file, _state);
        return await again.GetAsync(cancellationToken);
    }

    private static string StateOf(DumpFile file)
    {
        try
        {
            var files = Directory.Exists(file.ReadPath)
                ? Directory.GetFiles(file.ReadPath).Order(StringComparer.Ordinal).ToArray()
                : [file.ReadPath];
            return string.Join('\n', files.Select(each =>
            {
                // By what is opened: the path may be a link to a file that is held.
                using var handle = File.OpenHandle(each);
                return $"{each} {RandomAccess.GetLength(handle)} {File.GetLastWriteTimeUtc(handle).Ticks}";
            }));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(file.Path, exception.Message), exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A caller that needs the hash has asked before; otherwise something else ended the restore.
        await ((Task)_digest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
