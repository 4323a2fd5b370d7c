namespace Pum.Dumper.Connections;

/// <summary>
/// Describes a keyword that nobody knows. A password written without its quotes falls apart into words that look like keywords:
/// only a word that resembles a known one is repeated, any other never reaches a message.
/// </summary>
internal static class KeywordGuess
{
    /// <summary>Part of a sentence that names the keyword where that is safe.</summary>
    public static string Describe(string keyword, Func<string, bool> isKnown, IEnumerable<string> known, string of, int position = 0)
    {
        var place = position > 0 ? $" at character {position}" : "";
        var normal = NpgsqlKeywords.Normalize(keyword);
        if (isKnown(normal))
            return $"\"{keyword}\" is no keyword of {of}, which writes it \"{normal}\"";
        return Closest(normal, known) is { } meant
            ? $"\"{keyword}\" is no keyword of {of} (\"{meant}\" is)"
            : $"the keyword{place} is none of {of}";
    }

    /// <summary>The known word that is at most two letters away, or <see langword="null"/>.</summary>
    public static string? Closest(string word, IEnumerable<string> known) =>
        known.Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .Where(pair => pair.Distance <= Math.Min(2, pair.Candidate.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();

    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
            return int.MaxValue;
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var row = 1; row <= left.Length; row++)
        {
            var current = new int[right.Length + 1];
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
                current[column] = Math.Min(Math.Min(current[column - 1], previous[column]) + 1, previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
