using System.Security.Cryptography;
using System.Text;

namespace Pum.Dumper.Dumping;

/// <summary>
/// Since August 2025 a plain dump begins with <c>\restrict KEY</c> and ends with <c>\unrestrict KEY</c>, with a random key that makes
/// two dumps of an unchanged database differ. Here the key becomes the hash of everything else in the script: the same rows in the same
/// physical order give the same bytes, and no data can contain the key that ends its own restriction (CVE-2025-8714), which a fixed
/// <c>--restrict-key</c> would allow.
/// </summary>
internal static class ReproducibleKey
{
    private const int BufferSize = 1 << 20;

    private const int ShortestKey = 32;

    private static readonly byte[] Command = "\\restrict "u8.ToArray();

    /// <summary>Replaces the key, where the script has one.</summary>
    public static async Task ApplyAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        if (await FindKeyAsync(stream, cancellationToken) is not { } key)
            return;

        var (hash, places) = await HashWithoutAsync(stream, key, cancellationToken);
        // 64 hexadecimal digits, cut or repeated to the length of the old key, so that nothing moves.
        var digits = Convert.ToHexString(hash).ToLowerInvariant();
        var replacement = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(digits, (key.Length / digits.Length) + 1))[..key.Length]);
        foreach (var place in places)
        {
            stream.Position = place;
            await stream.WriteAsync(replacement, cancellationToken);
        }

        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>pg_dump writes the command as one of its first lines.</summary>
    private static async Task<byte[]?> FindKeyAsync(FileStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[1024];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var start = head.AsSpan(0, length).IndexOf(Command);
        if (start < 0)
            return null;
        start += Command.Length;
        var end = head.AsSpan(start, length - start).IndexOfAny((byte)'\n', (byte)'\r');
        // pg_dump's own keys are random and 63 characters long; a short one might appear in the data too.
        return end >= ShortestKey ? head[start..(start + end)] : null;
    }

    private static async Task<(byte[] Hash, List<long> Places)> HashWithoutAsync(
        FileStream stream, byte[] key, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var places = new List<long>();
        var buffer = new byte[BufferSize];
        var kept = 0;
        var start = 0L;
        stream.Position = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(kept), cancellationToken);
            var length = kept + read;
            var done = Consume(hash, buffer.AsSpan(0, length), key, start, places, last: read == 0);
            if (read == 0)
                return (hash.GetHashAndReset(), places);
            kept = length - done;
            buffer.AsSpan(done, kept).CopyTo(buffer);
            start += done;
        }
    }

    /// <summary>Hashes all but the key; keeps as much back as a key across the border of two buffers may need.</summary>
    private static int Consume(IncrementalHash hash, ReadOnlySpan<byte> bytes, byte[] key, long start, List<long> places, bool last)
    {
        var done = 0;
        while (bytes[done..].IndexOf(key) is >= 0 and var found)
        {
            hash.AppendData(bytes.Slice(done, found));
            places.Add(start + done + found);
            done += found + key.Length;
        }

        var end = last ? bytes.Length : Math.Max(done, bytes.Length - key.Length + 1);
        hash.AppendData(bytes[done..end]);
        return end;
    }
}
