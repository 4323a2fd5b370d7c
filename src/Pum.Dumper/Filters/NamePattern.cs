using System.Collections.Immutable;
using System.Text;

namespace Pum.Dumper.Filters;

/// <summary>
/// One of psql's patterns for names, as <c>pg_dump --schema</c>, <c>--table</c> and their like take them: see
/// <see href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-PATTERNS">Patterns</see>.
/// </summary>
/// <param name="Text">The pattern as written.</param>
/// <param name="Parts">The names between the dots.</param>
internal sealed record NamePattern(string Text, ImmutableArray<NamePart> Parts)
{
    /// <summary>Whether it may match names other than the one written.</summary>
    public bool HasWildcards => Parts.Any(part => part.HasWildcards);

    /// <summary>
    /// Translates as psql does (<c>patternToSQLRegex</c> in <c>src/fe_utils/string_utils.c</c>): letters are folded to lower case and
    /// <c>*</c>, <c>?</c> and <c>.</c> have their meaning outside double quotes; other signs of regular expressions keep theirs, except
    /// <c>$</c> and <c>[]</c>, which match literally; inside quotes all match literally.
    /// </summary>
    public static NamePattern Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<NamePart>();
        var part = new StringBuilder("^(");
        var literal = new StringBuilder();
        var quoted = false;
        var wildcards = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && !(quoted && i + 1 < text.Length && text[i + 1] == '"'))
            {
                quoted = !quoted;
                continue;
            }
            if (c == '.' && !quoted)
            {
                Close();
                continue;
            }
            if (c == '"')
                i++; // a doubled quote within quotes is one
            if (c is >= 'A' and <= 'Z' && !quoted)
                c = (char)(c | 0x20);
            literal.Append(c);
            if (quoted)
            {
                part.Append("|*+?()[]{}.^$\\".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
                continue;
            }
            var isArray = c == '[' && i + 1 < text.Length && text[i + 1] == ']';
            wildcards |= !isArray && "*?|+()[]{}^\\".Contains(c, StringComparison.Ordinal) && !(c == ']' && i > 0 && text[i - 1] == '[');
            part.Append(c switch
            {
                '*' => ".*",
                '?' => ".",
                '$' => "\\$",
                '[' when isArray => "\\[",
                _ => c.ToString(),
            });
        }

        Close();
        return new(text, parts.ToImmutable());

        void Close()
        {
            parts.Add(new(part.Append(")$").ToString(), literal.ToString(), wildcards));
            part = new("^(");
            literal.Clear();
            wildcards = false;
        }
    }
}
