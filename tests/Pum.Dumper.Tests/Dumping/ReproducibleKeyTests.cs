using Pum.Dumper.Dumping;

namespace Pum.Dumper.Tests.Dumping;

[TestClass]
public sealed class ReproducibleKeyTests
{
    [TestMethod]
    public async Task The_same_script_gives_the_same_bytes_whatever_the_key_was()
    {
        var first = await ApplyAsync(Script('a', "data"));
        var second = await ApplyAsync(Script('b', "data"));
        var other = await ApplyAsync(Script('b', "other data"));
        Assert.AreEqual(first, second);
        Assert.AreNotEqual(Key(first), Key(other));
        Assert.AreEqual(Script('a', "data").Length, first.Length);
        Assert.AreEqual(first, Script('a', "data").Replace(new string('a', 63), Key(first), StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task A_key_across_the_border_of_two_buffers_is_found()
    {
        for (var shift = -70; shift <= 5; shift++)
        {
            var filler = new string('x', (1 << 20) + shift - Script('a', "").Length);
            Assert.AreEqual(await ApplyAsync(Script('a', filler)), await ApplyAsync(Script('b', filler)), $"shift {shift}");
        }
    }

    [TestMethod]
    public async Task A_script_without_a_key_stays_as_it_is() => Assert.AreEqual("SELECT 1;\n", await ApplyAsync("SELECT 1;\n"));

    private static string Script(char key, string data) =>
        $"--\n-- PostgreSQL database dump\n--\n\n\\restrict {new string(key, 63)}\n\n{data}\n\\unrestrict {new string(key, 63)}\n\n";

    private static string Key(string script) => script.Split("\\restrict ")[1].Split('\n')[0];

    private static async Task<string> ApplyAsync(string script)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, script);
            await ReproducibleKey.ApplyAsync(path, CancellationToken.None);
            return await File.ReadAllTextAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
