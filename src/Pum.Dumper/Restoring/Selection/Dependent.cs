using System.Collections.Immutable;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>An entry that needs others, which are left out.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Needed">All that it needs of what is left out, except for parts of such things.</param>
/// <param name="HasRows">Whether the archive holds rows of it.</param>
internal sealed record Dependent(ArchiveEntry Entry, ImmutableArray<ArchiveEntry> Needed, bool HasRows)
{
    /// <summary>All of them on one line, for instance <c>VIEW app.film_list needs TABLE audit.log, TABLE audit.detail</c>.</summary>
    public override string ToString() => $"{EntryDisplay.Of(Entry)} needs {string.Join(", ", Needed.Select(EntryDisplay.Of))}";
}
