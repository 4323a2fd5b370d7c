using System.Text;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Tests.ClientTools;

[TestClass]
public sealed class LineReaderTests
{
    [TestMethod]
    public void Lines_come_without_their_ends_and_the_last_needs_none()
    {
        CollectionAssert.AreEqual(new[] { "a", "", "b", "c" }, Read("a\n\nb\r\nc"u8.ToArray()));
        CollectionAssert.AreEqual(Array.Empty<string>(), Read([]));
    }

    [TestMethod]
    public void A_line_split_across_reads_is_one_line()
    {
        var lines = Read(Encoding.UTF8.GetBytes("größe\nzweite\n"), chunk: 1);
        CollectionAssert.AreEqual(new[] { "größe", "zweite" }, lines);
    }

    [TestMethod]
    public void A_very_long_line_is_cut_and_says_so()
    {
        var lines = Read(Encoding.UTF8.GetBytes(new string('x', 1_000_000) + "\nnext"));
        Assert.AreEqual(LineReader.MaximumLength + 1, lines[0].Length);
        Assert.IsTrue(lines[0].EndsWith('…'));
        Assert.AreEqual("next", lines[1]);
    }

    [TestMethod]
    public void Bytes_that_are_no_UTF_8_become_the_replacement_character() =>
        CollectionAssert.AreEqual(new[] { "a\uFFFDb" }, Read([(byte)'a', 0xE4, (byte)'b', (byte)'\n']));

    private static string[] Read(byte[] bytes, int chunk = int.MaxValue)
    {
        using var reader = new LineReader(new ChunkedStream(bytes, chunk), Encoding.UTF8);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return [.. lines];
    }

    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunk, buffer.Length)]);
    }
}
