using System.Text.RegularExpressions;

namespace Pum.Dumper.Tests;

/// <summary>The SQL in the string literals of a source file.</summary>
internal static partial class SqlLiterals
{
    /// <summary>Every literal that holds SQL, with the line that it begins in; what is interpolated into it reads <c>?</c>.</summary>
    public static IEnumerable<(int Line, string Sql)> In(string source) =>
        StringLiterals.In(source).Where(literal => Keyword().IsMatch(literal.Text));

    [GeneratedRegex(
        @"\b(SELECT|FROM|WHERE|JOIN|SET|RESET|BEGIN|COMMIT|ROLLBACK|CREATE|ALTER|DROP|COMMENT ON|GRANT|REVOKE|INSERT|DELETE|VALUES|EXISTS|ANALYZE)\b|::|pg_catalog")]
    private static partial Regex Keyword();
}
