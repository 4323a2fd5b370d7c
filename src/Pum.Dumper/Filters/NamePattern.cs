using System.Text;

namespace Pum.Dumper.Filters;

/// <summary>
/// One of psql's patterns for names, as <c>pg_dump --schema</c>, <c>--table</c> and their like take them: see
/// <see href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-PATTERNS">Patterns</see>.
/// </summary>
/// <param name="Text">The pattern as written.</param>
/// <param name="Parts">A regular expression, anchored at both ends, for each name between dots.</param>
/// <param name="HasWildcards">Whether it may match names other than the one written.</param>
internal sealed record NamePattern(string Text, IReadOnlyList<string> Parts, bool HasWildcards)
{
    /// <summary>
    /// Translates as psql does (<c>patternToSQLRegex</c> in <c>src/fe_utils/string_utils.c</c>): letters are folded to lower case and
    /// <c>*</c>, <c>?</c> and <c>.</c> have their meaning outside double quotes; other signs of regular expressions keep theirs, except
    /// <c>$</c>, which stands for itself; inside quotes all stand for themselves.
    /// </summary>
    public static NamePattern Parse(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder("^(");
        var quoted = false;
        var wildcards = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                if (quoted && i + 1 < text.Length && text[i + 1] == '"')
                    part.Append(text[++i]);
                else
                    quoted = !quoted;
            }
            else if (quoted)
            {
                if ("|*+?()[]{}.^$\\".Contains(c, StringComparison.Ordinal))
                    part.Append('\\');
                part.Append(c);
            }
            else if (c == '.')
            {
                parts.Add(part.Append(")$").ToString());
                part = new("^(");
            }
            else
            {
                wildcards |= "*?|+()[]{}^\\".Contains(c, StringComparison.Ordinal);
                part.Append(c switch
                {
                    '*' => ".*",
                    '?' => ".",
                    '$' => "\\$",
                    >= 'A' and <= 'Z' => char.ToLowerInvariant(c).ToString(),
                    _ => c.ToString(),
                });
            }
        }

        parts.Add(part.Append(")$").ToString());
        return new(text, parts, wildcards);
    }
}
