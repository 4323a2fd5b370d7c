using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Extensions;

/// <summary>
/// Finds the rows and the values of sequences that belong to an excluded extension, as <c>pg_dump --exclude-extension</c> does (17). An
/// archive does not say whose they are; a database that has the extension does.
/// </summary>
internal static class ExcludedRows
{
    /// <summary>Finds them; the server is asked only where there are some to find.</summary>
    /// <param name="filter">What the user selects and leaves out.</param>
    /// <param name="session">A session in the target.</param>
    /// <param name="reporter">Where it is said what cannot be told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ImmutableArray<ArchiveEntry>> FindAsync(
        ArchiveFilter filter, Session session, IReporter reporter, CancellationToken cancellationToken)
    {
        var doubtful = filter.OfAnyExtension;
        if (doubtful.IsEmpty)
            return [];
        var members = await ExtensionMembers.InspectAsync(session, cancellationToken);
        var installed = await InstalledAsync(session, cancellationToken);
        var isCertain = true;
        var created = filter.KeptExtensions.RemoveAll(extension => installed.Contains(extension.Tag));
        if (!created.IsEmpty && doubtful.Any(entry => !members.ContainsKey(filter.RelationOf(entry))))
        {
            var previewed = await ExtensionPreview.RunAsync(created, session, reporter, cancellationToken);
            isCertain = previewed is not null;
            members = previewed ?? members;
        }

        // What no other extension can have brought is the excluded one's.
        var isKnown = isCertain && filter.Extensions.All(
            extension => filter.IsExcluded(extension) || installed.Contains(extension) || created.Any(entry => entry.Tag == extension));
        return [.. doubtful.Where(
            entry => members.TryGetValue(filter.RelationOf(entry), out var extension) ? filter.IsExcluded(extension) : isKnown)];
    }

    private static async Task<ImmutableHashSet<string>> InstalledAsync(Session session, CancellationToken cancellationToken) =>
        [.. await session.QueryRowsAsync(
            "SELECT extname::pg_catalog.text FROM pg_catalog.pg_extension", row => row.GetString(0), cancellationToken)];
}
