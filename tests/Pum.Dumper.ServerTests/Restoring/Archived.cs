using System.Text;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Changes archives.</summary>
internal static class Archived
{
    /// <summary>Puts another word of the same length in the place of one, wherever an archive's table of contents has it.</summary>
    public static async Task ReplaceAsync(string dump, string changed, string word, string other)
    {
        Assert.HasCount(word.Length, other);
        // A character a byte, and back.
        var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(dump));
        await File.WriteAllBytesAsync(changed, Encoding.Latin1.GetBytes(text.Replace(word, other, StringComparison.Ordinal)));
    }
}
