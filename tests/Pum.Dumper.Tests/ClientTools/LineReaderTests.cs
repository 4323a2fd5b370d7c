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

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(int.MaxValue)]
    public void Lines_that_are_taken_do_not_come_however_they_are_read(int chunk)
    {
        var asked = new List<string>();

        var lines = Read("no 1\na\nno 2\r\nb\r\nno 3\nc"u8.ToArray(), chunk, line =>
        {
            asked.Add(line.ToString());
            return line.StartsWith("no ", StringComparison.Ordinal);
        });

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, lines);
        CollectionAssert.AreEqual(new[] { "no 1", "a", "no 2", "b", "no 3" }, asked);
    }

    [TestMethod]
    [DataRow(4095)]
    [DataRow(4096)]
    [DataRow(4097)]
    [DataRow(9000)]
    public void A_line_about_as_long_as_the_buffer_comes_whole(int length)
    {
        var line = new string('x', length);

        foreach (var chunk in new[] { 100, 4096, int.MaxValue })
            CollectionAssert.AreEqual(new[] { "a", line, "b" }, Read(Encoding.UTF8.GetBytes($"a\n{line}\r\nb\n"), chunk), $"{chunk}");
    }

    private static string[] Read(byte[] bytes, int chunk = int.MaxValue, LineTaker? taker = null)
    {
        using var reader = new LineReader(new ChunkedStream(bytes, chunk), Encoding.UTF8, taker);
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
