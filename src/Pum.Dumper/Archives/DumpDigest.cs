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

    /// <summary>
    /// Reads a finished dump, on a thread of its own: pg_dump rewrites the head of an archive last, so it cannot be done on the way.
    /// </summary>
    public static Task<DumpDigest> OfAsync(string path, CancellationToken cancellationToken) =>
        OnThreadOfItsOwn(() => Read(path, readsContent: false, cancellationToken).Whole, cancellationToken);

    /// <summary>
    /// The same, and without the moment at which an archive was made: two dumps of a database that was not changed between them have one
    /// content, as two plain dumps have anyway. A tar archive keeps that moment.
    /// </summary>
    public static Task<(DumpDigest Whole, DumpDigest Content)> WithContentAsync(string path, CancellationToken cancellationToken) =>
        OnThreadOfItsOwn(() => Read(path, readsContent: true, cancellationToken), cancellationToken);

    /// <summary>A thread of the pool would be missing for others until the whole dump is read.</summary>
    private static Task<T> OnThreadOfItsOwn<T>(Func<T> read, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(read, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static (DumpDigest Whole, DumpDigest Content) Read(string path, bool readsContent, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            return ReadFile(path, readsContent ? ArchiveFormatCode.Custom : null, cancellationToken);

        var size = 0L;
        var (whole, content) = (new StringBuilder(), new StringBuilder());
        foreach (var file in Directory.EnumerateFiles(path).OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            // The other files hold rows, whatever these begin with.
            byte? format = readsContent && name == "toc.dat" ? ArchiveFormatCode.TarAndDirectory : null;
            var digest = ReadFile(file, format, cancellationToken);
            size += digest.Whole.Size;
            whole.Append(digest.Whole.Sha256).Append("  ").Append(name).Append('\n');
            content.Append(digest.Content.Sha256).Append("  ").Append(name).Append('\n');
        }

        return (OfLines(whole), OfLines(content));

        DumpDigest OfLines(StringBuilder lines) =>
            new(size, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString()))).ToLowerInvariant());
    }

    private static (DumpDigest Whole, DumpDigest Content) ReadFile(string path, byte? format, CancellationToken cancellationToken)
    {
        using var stream = DumpReading.Open(path);
        using var wholeHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var contentHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // SHA256's own reading of a stream takes it in pieces of 4 KB.
        var block = new byte[BlockSize];
        var (isHead, hasTime) = (true, false);
        while (stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) is > 0 and var read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            wholeHash.AppendData(block, 0, read);
            if (isHead && format is { } expected)
                hasTime = ClearTime(block.AsSpan(0, read), expected);
            isHead = false;
            if (hasTime)
                contentHash.AppendData(block, 0, read);
        }
        var whole = new DumpDigest(stream.Length, Text(wholeHash));
        return (whole, hasTime ? whole with { Sha256 = Text(contentHash) } : whole);
    }

    private static bool ClearTime(Span<byte> head, byte format)
    {
        var time = ArchiveTime.Find(head, format);
        time.Clear();
        return !time.IsEmpty;
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexString(hash.GetCurrentHash()).ToLowerInvariant();
}
