using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>A plain dump, compressed with gzip or not.</summary>
internal sealed record PlainDump(DumpFile File) : ScriptText(File.Path)
{
    /// <inheritdoc/>
    public override async Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken)
    {
        await using var file = Open();
        if (!File.GzipCompressed)
        {
            await consume(file, cancellationToken);
            return;
        }

        // psql is fed while it is unpacked; the scan before that has read it to its end, its checksums included.
        await using var script = new GzipReader(file, Path, cancellationToken);
        await consume(script, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ImmutableArray<(SourceLocation Place, string? Entry)>> FindAsync(
        ImmutableArray<SqlErrorPlace> places, CancellationToken cancellationToken)
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

    private FileStream Open() => DumpReading.Read(
        Path,
        () => new FileStream(File.ReadPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan));
}
