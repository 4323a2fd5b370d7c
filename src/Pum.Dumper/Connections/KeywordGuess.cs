namespace Pum.Dumper.Connections;

/// <summary>
/// Describes an unknown keyword. A password written without its quotes falls apart into words that look like keywords:
/// only a word that resembles a known one and comes before every secret is repeated, any other never reaches a message.
/// </summary>
internal static class KeywordGuess
{
    /// <summary>Part of a sentence that names the keyword where that is safe.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <param name="before">What stands before it.</param>
    /// <param name="isKnown">Whether a name without spaces and capitals is a keyword.</param>
    /// <param name="known">All keywords.</param>
    /// <param name="of">Whose keywords these are.</param>
    /// <param name="position">Where it begins, counted from 1, or 0.</param>
    public static string Describe(
        string keyword,
        IEnumerable<KeywordValue> before,
        Func<string, bool> isKnown,
        IEnumerable<string> known,
        string of,
        int position = 0)
    {
        var place = position > 0 ? $" at character {position}" : "";
        if (before.Any(pair => ConnectionKeywords.IsKnown(pair.Keyword) && ConnectionKeywords.Get(pair.Keyword).IsSecret))
            return $"the keyword{place} after the password is not one that {of} knows; a password with spaces or separators needs quotes, and percent signs (%26 for &) in a URI";
        var normal = NpgsqlKeywords.Normalize(keyword);
        if (isKnown(normal))
            return $"\"{keyword}\" is not a keyword of {of}, which writes it \"{normal}\"";
        return Closest(normal, known) is { } meant
            ? $"\"{keyword}\" is not a keyword of {of} (\"{meant}\" is)"
            : $"the keyword{place} is not one that {of} knows";
    }

    /// <summary>The known word that is at most two slips of the pen away, one where it is short, or <see langword="null"/>.</summary>
    public static string? Closest(string word, IEnumerable<string> known) =>
        known.Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .Where(pair => pair.Distance <= Math.Min(2, pair.Candidate.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();

    /// <summary>How many letters to add, drop, change or swap with the next: the optimal string alignment distance.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
            return int.MaxValue;
        var distance = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    distance[row, column] = row + column;
                    continue;
                }
                distance[row, column] = Math.Min(
                    Math.Min(distance[row - 1, column], distance[row, column - 1]) + 1,
                    distance[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1));
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                    distance[row, column] = Math.Min(distance[row, column], distance[row - 2, column - 2] + 1);
            }
        }
        return distance[left.Length, right.Length];
    }
}
