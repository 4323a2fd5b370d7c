namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>Says where two texts differ, in lines that people can read.</summary>
internal static class TextDifference
{
    private const int Shown = 20;

    /// <summary>The first place where they part and the lines that only one of them has; empty where the texts are equal.</summary>
    public static string Of(string expected, string actual)
    {
        if (expected == actual)
            return "";
        var wanted = expected.Split('\n');
        var found = actual.Split('\n');
        var first = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('\n',
        [
            $"first in line {first + 1}, after:", .. wanted[Math.Max(0, first - 5)..first].Select(line => $"    {line}"),
            "expected:", .. wanted.Skip(first).Take(5).Select(line => $"  - {line}"),
            "found:", .. found.Skip(first).Take(5).Select(line => $"  + {line}"),
            .. Only("lines in the expected alone", wanted, found),
            .. Only("lines in the found alone", found, wanted),
        ]);
    }

    private static IEnumerable<string> Only(string title, string[] lines, string[] others)
    {
        var left = others.CountBy(line => line).ToDictionary(StringComparer.Ordinal);
        var alone = lines.Where(line => left.GetValueOrDefault(line) is var count && (left[line] = count - 1) < 0).ToList();
        return [$"{title} ({alone.Count}):", .. alone.Take(Shown).Select(line => $"    {line}")];
    }
}
