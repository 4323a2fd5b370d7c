using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>An entry that needs another one, which is left out.</summary>
internal sealed record Dependent(ArchiveEntry Entry, ArchiveEntry Needed)
{
    /// <summary>Both on one line, for instance <c>VIEW app.film_list needs TABLE audit.log</c>.</summary>
    public override string ToString() => $"{EntryDisplay.Of(Entry)} needs {EntryDisplay.Of(Needed)}";
}
