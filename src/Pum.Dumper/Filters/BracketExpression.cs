using System.Globalization;
using System.Text;

namespace Pum.Dumper.Filters;

/// <summary>
/// A bracket expression of PostgreSQL's regular expressions for .NET: see
/// <see href="https://www.postgresql.org/docs/current/functions-matching.html#POSIX-BRACKET-EXPRESSIONS">Bracket Expressions</see>.
/// </summary>
internal static class BracketExpression
{
    private const int FirstSupplementary = 0x10000;
    private const int LastCodePoint = 0x10FFFF;

    /// <summary>Translates the brackets that open at <paramref name="i"/>, which then points to their end.</summary>
    /// <exception cref="FormatException">PostgreSQL refuses them, or they hold what is not translated.</exception>
    public static string Translate(string expression, ref int i)
    {
        var ranges = new List<(int First, int Last)>();
        var classes = new StringBuilder();
        i++;
        var negated = At(expression, i) == '^';
        if (negated)
            i++;
        for (var start = i; At(expression, i) != ']' || i == start; i++)
        {
            if (Class(expression, ref i) is { } named)
            {
                classes.Append(named);
                continue;
            }
            var first = Member(expression, ref i);
            var last = first;
            if (At(expression, i + 1) == '-' && At(expression, i + 2) != ']')
            {
                i += 2;
                last = Member(expression, ref i);
            }
            if (last < first)
                throw new FormatException("a range in its brackets runs backwards");
            ranges.Add((first, last));
        }
        return Join(ranges, classes.ToString(), negated);
    }

    /// <summary>Members beyond 16 bits are two characters to .NET, and are alternatives to the class of the others.</summary>
    private static string Join(List<(int First, int Last)> ranges, string classes, bool negated)
    {
        var members = string.Concat(ranges.Where(range => range.First < FirstSupplementary).Select(range => Range(range.First, Math.Min(range.Last, 0xFFFF)))) + classes;
        var supplementary = ranges.Where(range => range.Last >= FirstSupplementary).Select(range => (First: Math.Max(range.First, FirstSupplementary), range.Last)).ToList();
        IEnumerable<string> alternatives = negated
            ? [$@"[^{members}\uD800-\uDFFF]", .. Others(supplementary).Select(Pairs)]
            : [.. members.Length > 0 ? [$"[{members}]"] : Array.Empty<string>(), .. supplementary.Select(Pairs)];
        return $"(?:{string.Join('|', alternatives)})";
    }

    /// <summary>The supplementary code points in none of the ranges.</summary>
    private static IEnumerable<(int First, int Last)> Others(List<(int First, int Last)> ranges)
    {
        var next = FirstSupplementary;
        foreach (var (first, last) in ranges.Order())
        {
            if (first > next)
                yield return (next, first - 1);
            next = Math.Max(next, last + 1);
        }
        if (next <= LastCodePoint)
            yield return (next, LastCodePoint);
    }

    /// <summary>A range of supplementary code points as surrogate pairs.</summary>
    private static string Pairs((int First, int Last) range)
    {
        var (first, last) = (char.ConvertFromUtf32(range.First), char.ConvertFromUtf32(range.Last));
        if (first[0] == last[0])
            return $"[{Range(first[0], first[0])}][{Range(first[1], last[1])}]";
        var between = first[0] + 1 < last[0] ? $"[{Range(first[0] + 1, last[0] - 1)}][{Range(0xDC00, 0xDFFF)}]|" : "";
        return $"{between}[{Range(first[0], first[0])}][{Range(first[1], 0xDFFF)}]|[{Range(last[0], last[0])}][{Range(0xDC00, last[1])}]";
    }

    private static string Range(int first, int last) => string.Create(CultureInfo.InvariantCulture, $@"\u{first:X4}-\u{last:X4}");

    /// <summary>A class of characters at <paramref name="i"/>: <c>[:alpha:]</c> or <c>\d</c>.</summary>
    private static string? Class(string expression, ref int i)
    {
        if (At(expression, i) == '\\' && i + 1 < expression.Length && ServerExpression.Shorthand(expression[i + 1]) is { } shorthand)
        {
            i++;
            return shorthand;
        }
        if (At(expression, i) != '[' || At(expression, i + 1) != ':')
            return null;
        return Enclosed(expression, ref i) switch
        {
            "alpha" => @"\p{L}",
            "digit" => "0-9",
            "alnum" => @"\p{L}\p{N}",
            "upper" => @"\p{Lu}",
            "lower" => @"\p{Ll}",
            "space" => @"\s",
            "blank" => @" \t",
            "punct" => @"\p{P}\p{S}",
            "cntrl" => @"\p{Cc}",
            "xdigit" => "0-9A-Fa-f",
            "word" => @"\p{L}\p{N}_",
            var name => throw new FormatException($"its class of characters [:{name}:] cannot be matched here"),
        };
    }

    private static int Member(string expression, ref int i)
    {
        var c = At(expression, i);
        if (c == '\\' && i + 1 < expression.Length)
        {
            i++;
            return ServerExpression.Escaped(expression, ref i);
        }
        if (c == '[' && At(expression, i + 1) is '.' or '=')
        {
            var enclosed = Enclosed(expression, ref i);
            var end = 0;
            return enclosed.Length > 0 && ServerExpression.CodePoint(enclosed, ref end) is var member && end == enclosed.Length - 1
                ? member
                : throw new FormatException($"its collating element {enclosed} cannot be matched here");
        }
        return ServerExpression.CodePoint(expression, ref i);
    }

    /// <summary>The text in <c>[:…:]</c>, <c>[.….]</c> or <c>[=…=]</c> at <paramref name="i"/>, which then points to its last bracket.</summary>
    private static string Enclosed(string expression, ref int i)
    {
        var start = i + 2;
        var end = expression.IndexOf($"{expression[i + 1]}]", start, StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException("its brackets are not closed");
        i = end + 1;
        return expression[start..end];
    }

    private static char At(string expression, int i) =>
        i < expression.Length ? expression[i] : throw new FormatException("its brackets are not closed");
}
