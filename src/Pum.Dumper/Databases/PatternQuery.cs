using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Databases;

/// <summary>Questions to a server about patterns. It answers them as it answers pg_dump, and says itself what is no pattern.</summary>
internal static class PatternQuery
{
    /// <summary>
    /// A condition for a query: whether a name matches a regular expression, by the locale of the database, as pg_dump asks it.
    /// </summary>
    public static string Matches(string name, string expression) =>
        $"{name} OPERATOR(pg_catalog.~) {Sql.Literal(expression)} COLLATE pg_catalog.default";

    /// <summary>Asks; where the server refuses a regular expression, asks for each alone to find out which patterns it is from.</summary>
    /// <param name="patterns">The patterns, each with the regular expressions in the question.</param>
    /// <param name="ask">Asks the question.</param>
    /// <param name="run">Runs another query.</param>
    /// <exception cref="PumFailureException">PUM1001: each pattern that the server refuses.</exception>
    public static async Task<T> AskAsync<T>(
        IEnumerable<(NamedPattern Named, IEnumerable<string> Expressions)> patterns, Func<Task<T>> ask, Func<string, Task> run)
    {
        try
        {
            return await ask();
        }
        catch (PumFailureException exception) when (IsRefusal(exception))
        {
            var failures = ImmutableArray.CreateBuilder<PumFailure>();
            foreach (var (named, expressions) in patterns)
            {
                if (await FindRefusalAsync(expressions, run) is { } refusal)
                    failures.Add(FilterFailures.PatternRefused(named.Parameter, named.Pattern.Text, refusal));
            }

            if (failures.Count > 0)
                throw new PumFailureException(failures.ToImmutable(), exception);
            throw;
        }
    }

    private static async Task<PumFailure?> FindRefusalAsync(IEnumerable<string> expressions, Func<string, Task> run)
    {
        try
        {
            foreach (var expression in expressions)
                await run($"SELECT {Matches("''::pg_catalog.text", expression)};\n");
            return null;
        }
        catch (PumFailureException exception) when (IsRefusal(exception))
        {
            return exception.Failure;
        }
    }

    /// <summary>It is no regular expression, or has a character that the encoding of the database lacks.</summary>
    private static bool IsRefusal(PumFailureException exception) =>
        exception.SqlState is SqlStates.InvalidRegularExpression or SqlStates.UntranslatableCharacter;
}
