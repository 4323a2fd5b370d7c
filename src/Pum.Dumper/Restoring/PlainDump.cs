using System.Collections.Immutable;
using System.IO.Compression;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring;

/// <summary>A plain dump, compressed with gzip or not.</summary>
internal sealed record PlainDump(DumpFile File) : ScriptText(File.Path)
{
    /// <summary>Checks that a compressed script was read to its end: .NET takes a gzip file that is cut short for one that ends there.</summary>
    /// <exception cref="PumFailureException">PUM5003.</exception>
    public void CheckLength(ScriptFacts facts)
    {
        if (!File.GzipCompressed)
            return;
        using var file = Open();
        if (GzipTrailer.ReadUnpackedLength(file) != unchecked((uint)facts.Bytes))
            throw new PumFailureException(ArchiveFailures.Corrupt(Path, "it does not unpack to the length that it states at its end"));
    }

    /// <inheritdoc/>
    public override async Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken)
    {
        await using var file = Open();
        try
        {
            if (!File.GzipCompressed)
            {
                await consume(file, cancellationToken);
                return;
            }

            await using var script = new GZipStream(file, CompressionMode.Decompress);
            await consume(script, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new PumFailureException(ArchiveFailures.Corrupt(Path, exception.Message), exception);
        }
    }

    /// <inheritdoc/>
    public override async Task<ImmutableArray<(SourceLocation Place, string? Entry)>> FindAsync(ImmutableArray<SqlErrorPlace> places, CancellationToken cancellationToken)
    {
        ImmutableArray<long> lines = [];
        await ReadAsync(
            (script, token) =>
            {
                lines = ErrorLineFinder.Find(script, places, token);
                return Task.CompletedTask;
            },
            cancellationToken);
        return [.. lines.Select(line => (new SourceLocation(Path, (int)Math.Min(line, int.MaxValue)), (string?)null))];
    }

    private FileStream Open()
    {
        try
        {
            return new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (IOException exception)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(Path, exception.Message), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new PumFailureException(ArchiveFailures.AccessDenied(Path), exception);
        }
    }
}
