using System.Collections.Immutable;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>One run of pg_restore.</summary>
/// <param name="Entries">What it restores.</param>
/// <param name="Jobs">Parallel workers.</param>
internal sealed record ArchivePass(ImmutableArray<ArchiveEntry> Entries, int Jobs)
{
    /// <summary>The runs that restore entries.</summary>
    /// <param name="kept">The entries.</param>
    /// <param name="ofExtensions">Those that belong to extensions.</param>
    /// <param name="jobs">How many parallel workers there may be.</param>
    /// <param name="inOneRun">Whether what one run drops or ignores counts for the others.</param>
    /// <remarks>
    /// An extension's tables have their foreign keys from the beginning, and workers do not mind them. A single worker takes the
    /// archive's order, which does (<c>processExtensionTables</c> in <c>src/bin/pg_dump/pg_dump.c</c>). So one run makes the
    /// definitions, as a single worker does anyway, and loads these tables; another has workers for the rest.
    /// </remarks>
    public static ImmutableArray<ArchivePass> Of(
        ImmutableArray<ArchiveEntry> kept, IReadOnlySet<ArchiveEntry> ofExtensions, int jobs, bool inOneRun)
    {
        if (jobs == 1 || kept.Count(entry => ofExtensions.Contains(entry) && entry.Description == "TABLE DATA") < 2)
            return [new(kept, jobs)];
        if (inOneRun)
            return [new(kept, 1)];
        var data = kept.TakeWhile(entry => entry.Section is not (ArchiveSection.Data or ArchiveSection.PostData)).Count();
        var first = kept.Where((entry, number) => ofExtensions.Contains(entry)
            || entry.Section == ArchiveSection.PreData
            || (entry.Section == ArchiveSection.None && entry.Description != "ACL" && number < data)).ToImmutableArray();
        return [new(first, 1), new([.. kept.Except(first)], jobs)];
    }
}
