using System.Security.Cryptography;
using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>The size of a dump and its SHA-256.</summary>
/// <param name="Size">Bytes; of a directory, of all its files.</param>
/// <param name="Sha256">
/// Lower-case hexadecimal. Of a directory: over a line <c>hash  name</c> for each file, in ordinal order, as
/// <c>sha256sum *</c> prints them under <c>LC_ALL=C</c>.
/// </param>
internal sealed record DumpDigest(long Size, string Sha256)
{
    private const int BlockSize = 256 * 1024;

    /// <summary>Reads a finished dump: pg_dump rewrites the head of an archive last, so it cannot be done on the way.</summary>
    public static Task<DumpDigest> OfAsync(string path, CancellationToken cancellationToken) =>
        OfAsync(path, static _ => { }, cancellationToken);

    /// <summary>
    /// The same without the moment at which an archive was made: two dumps of a database that was not changed between them have one
    /// digest, as two plain dumps have anyway.
    /// </summary>
    public static Task<DumpDigest> OfContentAsync(string path, CancellationToken cancellationToken) =>
        OfAsync(path, static head => ArchiveTime.Find(head).Clear(), cancellationToken);

    private static async Task<DumpDigest> OfAsync(string path, HeadChange change, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            return await OfFileAsync(path, change, cancellationToken);

        var size = 0L;
        var lines = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(path).OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            var digest = await OfFileAsync(file, change, cancellationToken);
            size += digest.Size;
            lines.Append(digest.Sha256).Append("  ").Append(Path.GetFileName(file)).Append('\n');
        }

        return new(size, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString()))).ToLowerInvariant());
    }

    private static async Task<DumpDigest> OfFileAsync(string path, HeadChange change, CancellationToken cancellationToken)
    {
        await using var stream = DumpReading.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // SHA256's own reading of a stream takes it in pieces of 4 KB.
        var block = new byte[BlockSize];
        var isHead = true;
        while (await stream.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read)
        {
            if (isHead)
                change(block.AsSpan(0, read));
            isHead = false;
            hash.AppendData(block, 0, read);
        }
        return new(stream.Length, Convert.ToHexString(hash.GetCurrentHash()).ToLowerInvariant());
    }

    /// <summary>What is done with the first bytes of a file before they count.</summary>
    private delegate void HeadChange(Span<byte> head);
}
