using System.Formats.Tar;

namespace Pum.Dumper.Tests.Archives;

/// <summary>Writes tar archives.</summary>
internal static class TestTar
{
    public static byte[] Write(IEnumerable<KeyValuePair<string, byte[]>> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in members)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
        return bytes.ToArray();
    }
}
