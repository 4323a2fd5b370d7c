using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Filters;

/// <summary>
/// A regular expression of PostgreSQL's for .NET, as far as it can appear in a pattern of psql: see
/// <see href="https://www.postgresql.org/docs/current/functions-matching.html#POSIX-SYNTAX-DETAILS">Regular Expression Details</see>.
/// </summary>
/// <remarks>
/// Back references and word boundaries are left out: they need an engine that may take exponential time. A character is a code point
/// to PostgreSQL, and one or two <see cref="char"/> to .NET.
/// </remarks>
internal static partial class ServerExpression
{
    /// <summary>Any code point; half of a surrogate pair is not one.</summary>
    private const string AnyCharacter = @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF])";

    /// <summary>The largest number of repetitions (<c>DUPMAX</c> in <c>src/include/regex/regguts.h</c>).</summary>
    private const int MostRepetitions = 255;

    /// <summary>Translates and compiles; matching takes time in proportion to the name.</summary>
    /// <exception cref="FormatException">PostgreSQL refuses it, or it holds what is not translated; the message says what.</exception>
    public static Regex Compile(string expression)
    {
        var translated = Translate(expression);
        try
        {
            return new(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("it is not a valid regular expression", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new FormatException("it is too complex", exception);
        }
    }

    /// <summary>The same expression in .NET's words.</summary>
    public static string Translate(string expression)
    {
        var result = new StringBuilder();
        // Whether what precedes the position may be repeated; .NET is less strict than the server.
        var repeatable = false;
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            switch (c)
            {
                case '+' or '*':
                    Repeat(c.ToString());
                    break;
                case '{' when i + 1 < expression.Length && char.IsAsciiDigit(expression[i + 1]):
                    var bound = Bound().Match(expression, i);
                    if (!IsBound(bound))
                        throw new FormatException("its repetition in braces is malformed");
                    Repeat(bound.Value);
                    i += bound.Length - 1;
                    break;
                case '^' or '$' or '(' or '|':
                    result.Append(c switch { '^' => @"\A", '$' => @"\z", _ => c.ToString() });
                    repeatable = false;
                    break;
                case ')':
                    result.Append(c);
                    repeatable = true;
                    break;
                default:
                    result.Append(Atom(expression, ref i));
                    repeatable = true;
                    break;
            }
        }
        return result.ToString();

        void Repeat(string quantifier)
        {
            if (!repeatable)
                throw new FormatException($"its {quantifier} has nothing to repeat");
            result.Append(quantifier);
            repeatable = false;
        }
    }

    private static string Atom(string expression, ref int i)
    {
        switch (expression[i])
        {
            case '.':
                return AnyCharacter;
            case '[':
                return BracketExpression.Translate(expression, ref i);
            case '\\':
                if (++i == expression.Length)
                    throw new FormatException("it ends with a backslash");
                if (Shorthand(expression[i]) is { } shorthand)
                    return $"[{shorthand}]";
                return Literal(Escaped(expression, ref i));
            default:
                return Literal(CodePoint(expression, ref i));
        }
    }

    /// <summary>What a class shorthand means within brackets, or <see langword="null"/>.</summary>
    internal static string? Shorthand(char letter) => letter switch
    {
        'd' => "0-9",
        's' => @"\s",
        'w' => @"\p{L}\p{N}_",
        _ => null,
    };

    /// <summary>The character after a backslash, which <paramref name="i"/> points to.</summary>
    internal static int Escaped(string expression, ref int i) => expression[i] switch
    {
        'a' => '\a',
        'b' => '\b',
        'e' => '\u001b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        var c when char.IsAsciiLetterOrDigit(c) => throw new FormatException($@"its \{c} cannot be matched here"),
        _ => CodePoint(expression, ref i),
    };

    /// <summary>The code point at <paramref name="i"/>, which then points to its last <see cref="char"/>.</summary>
    internal static int CodePoint(string text, ref int i)
    {
        if (!char.IsSurrogatePair(text, i))
            return text[i];
        i++;
        return char.ConvertToUtf32(text[i - 1], text[i]);
    }

    private static string Literal(int codePoint) => codePoint < 0x10000
        ? string.Create(CultureInfo.InvariantCulture, $@"\u{codePoint:X4}")
        : string.Concat("(?:", string.Concat(char.ConvertFromUtf32(codePoint).Select(half => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)half:X4}"))), ")");

    private static bool IsBound(Match bound)
    {
        if (!bound.Success)
            return false;
        var least = int.Parse(bound.Groups["least"].ValueSpan, CultureInfo.InvariantCulture);
        var most = bound.Groups["most"] is { Length: > 0 } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : least;
        return least <= most && most <= MostRepetitions;
    }

    [GeneratedRegex(@"\G\{(?<least>[0-9]{1,3})(?:,(?<most>[0-9]{0,3}))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Bound();
}
