using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Failures;

namespace Pum.Build.Tasks.Parameters;

/// <summary>A list in one string: split at <c>;</c> outside of double quotes, which stay as PostgreSQL's patterns need them.</summary>
internal static class ListParameter
{
    /// <summary>The entries without the white space around them; empty ones do not count.</summary>
    /// <exception cref="PumFailureException">PUM1001: a double quote is left open.</exception>
    public static ImmutableArray<string> Parse(string parameter, string? value)
    {
        var entries = ImmutableArray.CreateBuilder<string>();
        var entry = new StringBuilder();
        var quoted = false;
        foreach (var character in value ?? "")
        {
            // A doubled quote within quotes closes and opens again: nothing else to know about it here.
            quoted ^= character == '"';
            if (character == ';' && !quoted)
                Close();
            else
                entry.Append(character);
        }
        if (quoted)
            throw new PumFailureException(TaskFailures.OpenQuote(parameter, value!));
        Close();
        return entries.Count == 0 ? [] : entries.ToImmutable();

        void Close()
        {
            if (entry.ToString().Trim() is { Length: > 0 } text)
                entries.Add(text);
            entry.Clear();
        }
    }
}
