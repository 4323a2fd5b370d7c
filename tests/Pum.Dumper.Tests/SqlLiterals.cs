using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pum.Dumper.Tests;

/// <summary>The SQL in the string literals of a source file.</summary>
internal static partial class SqlLiterals
{
    /// <summary>Every literal that holds SQL, with the line that it begins in; what is interpolated into it reads <c>?</c>.</summary>
    public static IEnumerable<(int Line, string Sql)> In(string source) =>
        // An attribute's string is a regular expression.
        from node in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes(node => node is not AttributeSyntax)
        let text = Text(node)
        where text is not null && Keyword().IsMatch(text)
        select (node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, text);

    private static string? Text(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax interpolated => string.Concat(
            interpolated.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "?")),
        _ => null,
    };

    [GeneratedRegex(
        @"\b(SELECT|FROM|WHERE|JOIN|SET|RESET|BEGIN|COMMIT|ROLLBACK|CREATE|ALTER|DROP|COMMENT ON|GRANT|REVOKE|INSERT|DELETE|VALUES|EXISTS|ANALYZE)\b|::|pg_catalog")]
    private static partial Regex Keyword();
}
