using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Extensions;

/// <summary>Finds out what extensions will bring, by making them in a transaction that is rolled back.</summary>
internal static partial class ExtensionPreview
{
    /// <summary>The tables and sequences of a database's extensions, as if it had some more.</summary>
    /// <param name="extensions">The entries of these, in the archive's order: what one requires comes before it.</param>
    /// <param name="session">A session in the database.</param>
    /// <param name="reporter">Where it is said that it failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The extension of each, or <see langword="null"/> where an extension cannot be made, as the restore will find.</returns>
    public static async Task<ImmutableDictionary<RelationName, string>?> RunAsync(
        ImmutableArray<ArchiveEntry> extensions, Session session, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            return await session.RollingBackAsync("BEGIN; SET LOCAL lock_timeout = '5s'", MakeAsync, cancellationToken);
        }
        catch (PumFailureException exception) when (!SqlStates.EndsSession(exception.SqlState))
        {
            reporter.Message(
                ReportImportance.Low, $"Cannot tell before the restore which rows belong to an excluded extension: {exception.Failure.Message}");
            return null;
        }

        async Task<ImmutableDictionary<RelationName, string>?> MakeAsync()
        {
            foreach (var extension in extensions)
                await session.ExecuteAsync(Statement(extension), cancellationToken);
            return await ExtensionMembers.InspectAsync(session, cancellationToken);
        }
    }

    /// <summary>What the archive's own statement does, which is not run: it may be anything.</summary>
    private static string Statement(ArchiveEntry extension) =>
        SchemaOf(extension) is { } schema
            ? $"CREATE SCHEMA IF NOT EXISTS {schema}; CREATE EXTENSION IF NOT EXISTS {Sql.Identifier(extension.Tag)} WITH SCHEMA {schema}"
            : $"CREATE EXTENSION IF NOT EXISTS {Sql.Identifier(extension.Tag)}";

    private static string? SchemaOf(ArchiveEntry extension) =>
        WithSchema().Match(extension.Statements.Definition) is { Success: true } match && match.Groups[1].Value is var name && name != "pg_catalog"
            ? Sql.Identifier(OwnTable.Unquote(name))
            : null;

    [GeneratedRegex("""^CREATE EXTENSION IF NOT EXISTS .* WITH SCHEMA ("(?:[^"]|"")*"|[^\s";]+);\s*$""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex WithSchema();
}
