using System.IO.Compression;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring;

/// <summary>Where a script comes from; read twice, once to check it and once to feed it.</summary>
/// <param name="Path">Full path of the dump, for messages.</param>
internal abstract record ScriptText(string Path)
{
    /// <summary>Hands the script to <paramref name="consume"/> from its beginning.</summary>
    public abstract Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken);

    /// <summary>Scans it.</summary>
    public async Task<ScriptFacts> ScanAsync(CancellationToken cancellationToken)
    {
        ScriptFacts? facts = null;
        await ReadAsync(
            (stream, token) =>
            {
                facts = ScriptScanner.Scan(stream, token);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return facts!;
    }
}

/// <summary>A plain dump, compressed with gzip or not.</summary>
internal sealed record PlainDump(DumpFile File) : ScriptText(File.Path)
{
    /// <summary>Checks that a compressed script was read to its end: .NET takes a gzip file that is cut short for one that ends there.</summary>
    /// <exception cref="PumFailureException">PUM5003.</exception>
    public void CheckLength(ScriptFacts facts)
    {
        if (!File.GzipCompressed)
            return;
        using var file = System.IO.File.OpenRead(Path);
        if (GzipTrailer.ReadUnpackedLength(file) != unchecked((uint)facts.Bytes))
            throw new PumFailureException(ArchiveFailures.Corrupt(Path, "it does not unpack to the length that it states at its end"));
    }

    /// <inheritdoc/>
    public override async Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        if (File.GzipCompressed)
        {
            await using var script = new GZipStream(file, CompressionMode.Decompress);
            await consume(script, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await consume(file, cancellationToken).ConfigureAwait(false);
        }
    }
}
