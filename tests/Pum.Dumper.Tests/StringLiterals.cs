using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pum.Dumper.Tests;

/// <summary>The string literals of a source file, but for those of attributes, which are regular expressions.</summary>
internal static class StringLiterals
{
    /// <summary>Every literal, with the line that it begins in; what is interpolated into it reads <c>?</c>.</summary>
    public static IEnumerable<(int Line, string Text)> In(string source) =>
        from node in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes(node => node is not AttributeSyntax)
        let text = Text(node)
        where text is not null
        select (node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, text);

    private static string? Text(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax interpolated => string.Concat(
            interpolated.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "?")),
        _ => null,
    };
}
