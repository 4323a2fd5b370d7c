using System.Text;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Tests.ClientTools;

[TestClass]
public sealed class LineReaderTests
{
    [TestMethod]
    public async Task Lines_come_without_their_ends_and_the_last_needs_none()
    {
        CollectionAssert.AreEqual(new[] { "a", "", "b", "c" }, await ReadAsync("a\n\nb\r\nc"u8.ToArray()));
        CollectionAssert.AreEqual(Array.Empty<string>(), await ReadAsync([]));
    }

    [TestMethod]
    public async Task A_line_split_across_reads_is_one_line()
    {
        var lines = await ReadAsync(Encoding.UTF8.GetBytes("größe\nzweite\n"), chunk: 1);
        CollectionAssert.AreEqual(new[] { "größe", "zweite" }, lines);
    }

    [TestMethod]
    public async Task A_very_long_line_is_cut_and_says_so()
    {
        var lines = await ReadAsync(Encoding.UTF8.GetBytes(new string('x', 1_000_000) + "\nnext"));
        Assert.AreEqual(LineReader.MaximumLength + 1, lines[0].Length);
        Assert.IsTrue(lines[0].EndsWith('…'));
        Assert.AreEqual("next", lines[1]);
    }

    [TestMethod]
    public async Task Bytes_that_are_no_UTF_8_become_the_replacement_character() =>
        CollectionAssert.AreEqual(new[] { "a\uFFFDb" }, await ReadAsync([(byte)'a', 0xE4, (byte)'b', (byte)'\n']));

    private static async Task<string[]> ReadAsync(byte[] bytes, int chunk = int.MaxValue)
    {
        using var reader = new LineReader(new ChunkedStream(bytes, chunk), Encoding.UTF8);
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
            lines.Add(line);
        return [.. lines];
    }

    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
