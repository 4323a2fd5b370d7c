namespace Pum.Dumper.Tests;

/// <summary>A line is read at one glance. One that holds a string may be longer: a message that is cut in two is not found.</summary>
[TestClass]
public sealed class LineLengthTests
{
    private const int Most = 140;

    private const string Quotes = "\"\"\"";

    private static readonly string[] Folders = ["src", "tests", "build", "benchmarks", "samples"];

    [TestMethod]
    public void No_line_without_a_string_is_too_long() => Assert.AreEqual("", string.Join('\n',
        from folder in Folders
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Repository.Root, path)
        where !name.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        from line in TooLong(File.ReadAllLines(path))
        select $"{name}({line})"));

    [TestMethod]
    public void A_long_line_is_seen_unless_it_holds_a_string()
    {
        var blank = new string(' ', Most);
        CollectionAssert.AreEqual(
            new[] { 2, 8 },
            TooLong(["a", $"{blank}b", $"{blank}\"c\"", $"var d = {Quotes}", $"{blank}e", $"    {Quotes};", blank, $"{blank}f"]).ToArray());
    }

    private static IEnumerable<int> TooLong(string[] lines)
    {
        var isRaw = false;
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1];
            if (line.Split(Quotes).Length % 2 == 0)
                isRaw = !isRaw;
            else if (!isRaw && line.Length > Most && !line.Contains('"', StringComparison.Ordinal))
                yield return number;
        }
    }
}
