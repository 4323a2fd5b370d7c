using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>Recognises an error by the lines that belong to it.</summary>
internal static partial class ToolErrorLines
{
    /// <summary>The failure that an error means, or <see langword="null"/> where it has no code of its own.</summary>
    /// <param name="lines">Its line and those that belong to it.</param>
    /// <param name="error">Its line taken apart.</param>
    /// <param name="named">Puts the name of the object at fault in front of words.</param>
    /// <param name="context">The rest.</param>
    public static PumFailure? Known(ImmutableArray<string> lines, ToolError? error, Func<string, string> named, FailureContext context)
    {
        if (error?.SqlState is { } state)
            return SqlStateMessages.All.FirstOrDefault(message => message.Matches(state, lines))?.Make(named(error.Words), context)
                ?? Fatal();
        var found = Telling(lines)
            .Select(line => ToolMessages.All.FirstOrDefault(message => message.Pattern.IsMatch(line))?.Make(
                named(ToolMessageReader.Words(IsHint(line) ? lines[0] : line)), context))
            .OfType<PumFailure>()
            .ToList();
        // libpq tells of each address that it tried: a server that answered says more than one that was not there.
        return found.Find(failure => !SessionFailures.IsUnreached(failure)) ?? found.FirstOrDefault() ?? Fatal();

        // FATAL ends the session, whatever its words are.
        PumFailure? Fatal() => error is { IsFatal: true } ? SessionFailures.Lost(named(error.Words), context) : null;
    }

    /// <summary>Whether a line begins the statement that an error quotes; what follows is its text.</summary>
    public static bool BeginsStatement(string line) => Command().IsMatch(line);

    /// <summary>Without what quotes rows and statements: they may contain anything.</summary>
    private static IEnumerable<string> Telling(ImmutableArray<string> lines)
    {
        var quotes = false;
        foreach (var line in lines)
        {
            if (BeginsStatement(line))
                yield break;
            quotes = Quotation().IsMatch(line) || (quotes && !IsHint(line) && !LostConnection.IsTellingOfLast(line));
            if (!quotes)
                yield return line;
        }
    }

    private static bool IsHint(string line) => line.StartsWith("HINT:  ", StringComparison.Ordinal);

    /// <summary>libpq's labels, which follow the language of the tool; after them comes what may contain rows.</summary>
    [GeneratedRegex("^(?:DETAIL|CONTEXT|QUERY):  |^LINE [0-9]+: ", RegexOptions.CultureInvariant)]
    private static partial Regex Quotation();

    /// <summary>The statement, to the end of the message.</summary>
    [GeneratedRegex(@"^(?:(?:pg_dump|pg_restore)(?:\.exe)?: (?:detail|error): )?(?:Command|Query|The command) was: ", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
