using Pum.Dumper;
using Pum.Dumper.Archives;

namespace Pum.TestSupport;

/// <summary>Damages bytes at random, and at times with what breaks readers: extreme numbers, cuts, repetitions.</summary>
internal static class Mutant
{
    private static readonly byte[] Extremes = [0, 1, 2, 3, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>Does all that is done with an archive of a format: recognise, read, verify.</summary>
    public static void ReadAll(DumpFormat format, Stream stream) => DumpReading.Read<object?>("mutant", () =>
    {
        _ = DumpRecogniser.Content("mutant", stream, CancellationToken.None);
        stream.Position = 0;
        var dump = new DumpFile { Path = "mutant", Format = format };
        if (format == DumpFormat.Tar)
            TarArchive.Verify(TarArchive.Read(dump, stream, CancellationToken.None), stream, CancellationToken.None);
        else
            CustomArchive.Verify(CustomArchive.Read(dump, stream, CancellationToken.None), stream, CancellationToken.None);
        return null;
    });

    /// <summary>A damaged copy.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var position = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0: bytes[position] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[position] = Extremes[random.Next(Extremes.Length)]; break;
                case 2: bytes.AsSpan(position, Math.Min(4, bytes.Length - position)).Fill(Extremes[random.Next(Extremes.Length)]); break;
                case 3: bytes = bytes[..Math.Max(1, position)]; break;
                case 4: bytes = [.. bytes[..position], .. bytes[random.Next(bytes.Length)..]]; break;
                default: random.NextBytes(bytes.AsSpan(position, Math.Min(random.Next(1, 9), bytes.Length - position))); break;
            }
            if (bytes.Length == 0)
                return [0];
        }
        return bytes;
    }
}
