using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>
/// What helps where the server refused a statement of a restore, by its own words; in another language there is no such advice.
/// </summary>
/// <remarks>
/// pg_dump sets <c>search_path</c> to nothing (CVE-2018-1058), so what the bodies of functions and the expressions of generated columns
/// name without a schema is not found when a restore runs them.
/// </remarks>
internal static partial class StatementAdvice
{
    /// <summary>Where a statement reads or writes a file of the server.</summary>
    public const string ServerFile =
        "The statement needs a file of the server's machine. If the script is the restore.sql of a tar archive, restore the archive instead; in a script of your own load the rows with \\copy and TrustDump.";

    private const string Clean = "a plain dump that drops objects first (pg_dump --clean) needs --if-exists for a target that lacks some";

    private const string Schema =
        "If the target has it, write its schema before its name, or set search_path for the function that names it (ALTER FUNCTION … SET search_path): a dump leaves search_path empty.";

    /// <summary>The advice, or <see langword="null"/> where there is none for these words.</summary>
    public static string? For(string words) =>
        words.Contains("could not open file", StringComparison.Ordinal) ? ServerFile
        : words.Contains("because other objects depend on it", StringComparison.Ordinal)
            ? $"Drop what depends on it first, or set {ReplaceFailures.WaysOut}."
        : words.Contains("collation \"", StringComparison.Ordinal)
            ? "Create the collation on the target (CREATE COLLATION), or restore into a server whose system has it."
        : MissingColumn().IsMatch(words)
            ? "The target's table has other columns than the dump's: restore definitions and data together, or change the table."
        : MissingToDrop().IsMatch(words) ? $"The target does not have it: {Clean}."
        : MissingInSchema().IsMatch(words)
            ? $"Neither the target nor what was restored before has it. With DataOnly restore the definitions first; a filter may have left it out; an extension may bring it; {Clean}."
        : MissingType().IsMatch(words) ? $"If an extension brings it, install that. {Schema}"
        : !Missing().IsMatch(words) ? null
        : words.Contains("MATERIALIZED VIEW DATA", StringComparison.Ordinal)
            ? $"{Schema} ExcludeTableData restores the materialized view unfilled."
        : Schema;

    [GeneratedRegex(@"column ""[^""]+"" of relation ""[^""]+"" does not exist", RegexOptions.CultureInvariant)]
    private static partial Regex MissingColumn();

    // Only what drops or alters says which kind of relation it is.
    [GeneratedRegex(
        @"(table|view|index|sequence) ""[^""]+"" does not exist|constraint ""[^""]+"" of relation ""[^""]+"" does not exist",
        RegexOptions.CultureInvariant)]
    private static partial Regex MissingToDrop();

    // Named with its schema.
    [GeneratedRegex(@"(relation|type) ""[^""]+\.[^""]+"" does not exist|function [^\s(]+\.[^\s(]+\(.*\) does not exist", RegexOptions.CultureInvariant)]
    private static partial Regex MissingInSchema();

    [GeneratedRegex(@"type ""[^""]+"" does not exist", RegexOptions.CultureInvariant)]
    private static partial Regex MissingType();

    [GeneratedRegex(@"(relation ""[^""]+""|function .+|operator) does not exist", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
