using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about filters: PUM1001, PUM5011 and PUM5013.</summary>
internal static class FilterFailures
{
    /// <summary>How many dependents the one line names; the details name all.</summary>
    private const int Shown = 10;

    public static PumFailure TooManyNames(string parameter, string pattern, string expected) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} holds '{pattern}', which has too many parts between dots or names another database (expected: {expected}).",
        Advice = "Put double quotes around a dot that is part of a name.",
    };

    /// <param name="parameter">The parameter that holds the pattern.</param>
    /// <param name="pattern">The pattern as written.</param>
    /// <param name="refusal">What the server said when it was asked for names that match.</param>
    public static PumFailure PatternRefused(string parameter, string pattern, PumFailure refusal) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} holds '{pattern}', which the server does not accept as a pattern: {SessionFailures.Sentence(WordsOf(refusal))}",
        Advice = "Put double quotes around special characters that are part of a name; * and ? are wildcards.",
        SqlState = refusal.SqlState,
        Details = refusal.Details,
    };

    /// <summary>The server's own words, which Npgsql hands over alone and psql in a line with the SQLSTATE in front.</summary>
    private static string WordsOf(PumFailure refusal)
    {
        var words = ToolMessageReader.Words(refusal.Details.FirstOrDefault(ToolMessageReader.IsError) ?? refusal.Details[0]);
        return words.StartsWith($"{refusal.SqlState}: ", StringComparison.Ordinal) ? words[(refusal.SqlState!.Length + 2)..] : words;
    }

    /// <param name="dependents">For each, what it is and what it needs.</param>
    /// <param name="file">The dump.</param>
    public static PumFailure Dependents(ImmutableArray<string> dependents, string file) => new()
    {
        Code = PumCodes.DependencyExcluded,
        Message = $"{(dependents.Length == 1 ? "An object that is not excluded needs" : $"{dependents.Length} objects that are not excluded need")} something that is excluded: "
            + string.Join("; ", dependents.Take(Shown)) + (dependents.Length > Shown ? $"; and {dependents.Length - Shown} more." : "."),
        Advice = "Set ExcludeDependents=\"true\" to leave out such objects too, or exclude less.",
        Location = new(file),
        Details = dependents.Length > Shown ? dependents : [],
    };

    /// <param name="tables">For each, what it is and what it needs.</param>
    /// <param name="file">The dump.</param>
    public static PumFailure RowsLeftOut(ImmutableArray<string> tables, string file) => new()
    {
        Code = PumCodes.DependencyExcluded,
        Message = $"{(tables.Length == 1 ? "A table is left out with its rows, because it needs" : $"{tables.Length} tables are left out with their rows, because they need")} something that is left out: "
            + string.Join("; ", tables.Take(Shown)) + (tables.Length > Shown ? $"; and {tables.Length - Shown} more." : "."),
        Advice = "To keep the rows, exclude less, or have what the tables need in the target beforehand.",
        CallersAdvice = CallersAdvice.SilenceWarning,
        Location = new(file),
        Details = tables.Length > Shown ? tables : [],
    };

    public static PumFailure NameMatchesNothing(string parameter, string pattern, string file, bool isError) => new()
    {
        Code = PumCodes.RestoreFilterMatchesNothing,
        Message = $"{parameter} names '{pattern}', which matches nothing in the dump.",
        Advice = isError
            ? "Correct the name (put double quotes around capitals and special characters), or set StrictNames=\"false\" if it need not exist."
            : "Take it out if it need not match.",
        CallersAdvice = AdviceOnName(pattern, isError),
        Location = new(file),
    };

    /// <summary>What a caller says of a name that matches nothing: its capitals may have lost their quotes on the way.</summary>
    internal static CallersAdvice AdviceOnName(string pattern, bool isError) =>
        !isError ? CallersAdvice.SilenceWarning
        : pattern.Any(char.IsUpper) && !pattern.Contains('"', StringComparison.Ordinal) ? CallersAdvice.QuoteCapitals
        : CallersAdvice.None;

    /// <summary>What <c>--strict-names</c> among the options for pg_restore finds.</summary>
    public static PumFailure NotFound(string words, FailureContext context) => new()
    {
        Code = PumCodes.RestoreFilterMatchesNothing,
        Message = $"The dump does not contain what AdditionalOptions names: {SessionFailures.Sentence(words)}",
        Advice = "Correct the name in AdditionalOptions.",
    };

    public static PumFailure NothingLeft(string file) => new()
    {
        Code = PumCodes.RestoreFilterMatchesNothing,
        Message = "The filters leave nothing of the dump to restore.",
        Advice = "Check the patterns of Schemas, Tables and the exclusions.",
        Location = new(file),
    };
}
