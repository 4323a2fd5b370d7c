using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>Takes known secrets out of texts that people will read, whatever way a program has written them.</summary>
internal sealed class Redactor
{
    /// <summary>Fewer letters of a secret reveal nothing, and often precede an ellipsis by chance.</summary>
    private const int FewestTold = 4;

    /// <summary>The marks of the server and of psql for where they cut a row or a line.</summary>
    private static readonly string[] Cuts = ["...", "…"];

    private readonly ImmutableArray<string> _forms;

    /// <summary>Makes a redactor of secrets; empty ones are passed over.</summary>
    public Redactor(IEnumerable<string> secrets) =>
        // The longest first, so that a secret that contains another one leaves nothing.
        _forms = [.. secrets.SelectMany(Lines).Where(secret => secret.Length > 0).SelectMany(Forms).Distinct().OrderByDescending(
            form => form.Length)];

    /// <summary>The text with each secret replaced by <c>***</c>, also the part of one that is left where a text was cut.</summary>
    public string Redact(string text)
    {
        var whole = _forms.Aggregate(text, (rest, form) => rest.Replace(form, "***", StringComparison.Ordinal));
        return Cuts.Any(cut => whole.Contains(cut, StringComparison.Ordinal)) ? _forms.Aggregate(whole, WithoutParts) : whole;
    }

    /// <summary>
    /// The exception that another one may hold: <see langword="null"/> where it quotes a secret, as what prints an exception prints those
    /// inside too.
    /// </summary>
    public static Exception? InnerOf(Exception exception, Func<string, string> redact)
    {
        var text = exception.ToString();
        return redact(text) == text ? exception : null;
    }

    /// <summary>A failure without secrets.</summary>
    public static PumFailure Redact(PumFailure failure, Func<string, string> redact) =>
        failure with { Message = redact(failure.Message), Details = [.. failure.Details.Select(redact)] };

    private static string WithoutParts(string text, string form)
    {
        foreach (var cut in Cuts)
        {
            for (var length = form.Length - 1; length >= FewestTold; length--)
                text = text.Replace(form[..length] + cut, "***" + cut, StringComparison.Ordinal)
                    .Replace(cut + form[^length..], cut + "***", StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>What a program says is read line by line, so that a secret of several lines is never seen whole.</summary>
    private static IEnumerable<string> Lines(string secret) =>
        [secret, .. secret.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    private static IEnumerable<string> Forms(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        return [secret, escaped, LowerEscapes(escaped), ConninfoReader.Escape(secret), secret.Replace("'", "''", StringComparison.Ordinal), secret.Replace('\t', ' ')];
    }

    private static string LowerEscapes(string escaped)
    {
        var letters = escaped.ToCharArray();
        for (var at = 0; at + 2 < letters.Length; at++)
        {
            if (letters[at] == '%')
                (letters[at + 1], letters[at + 2]) = (char.ToLowerInvariant(letters[at + 1]), char.ToLowerInvariant(letters[at + 2]));
        }
        return new(letters);
    }
}
