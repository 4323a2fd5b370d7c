using System.Collections.Immutable;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>What a filter takes of an archive.</summary>
/// <param name="Kept">The entries, in the archive's order.</param>
/// <param name="LeftOut">Those left out besides, because they need something that is.</param>
/// <param name="Wanting">Those kept although they need something that was not selected, and that the target lacks.</param>
internal sealed record FilteredEntries(
    ImmutableArray<ArchiveEntry> Kept, ImmutableArray<Dependent> LeftOut, ImmutableArray<Dependent> Wanting);
