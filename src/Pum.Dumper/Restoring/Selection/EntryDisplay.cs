using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>Entries as messages name them.</summary>
internal static class EntryDisplay
{
    /// <summary>Kind and name on one line, for instance <c>VIEW app.film_list</c>.</summary>
    public static string Of(ArchiveEntry entry)
    {
        var text = $"{entry.Description} {(entry.Namespace is null ? "" : entry.Namespace + ".")}{entry.Tag}";
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
