using System.Collections.Immutable;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>Follows what leaving entries out takes with it.</summary>
internal sealed class EntryGraph
{
    private readonly ArchiveContents _contents;
    private readonly ILookup<int, ArchiveEntry> _parts;
    private readonly Lazy<ILookup<int, ArchiveEntry>> _dependents;

    /// <summary>Turns the directions of an archive's entries around.</summary>
    public EntryGraph(ArchiveContents contents)
    {
        _contents = contents;
        _parts = Reverse(contents.WholesOf);
        _dependents = new(() => Reverse(contents.NeedsOf));
    }

    /// <summary>Entries together with all that is a part of one of them, or is said about one.</summary>
    public HashSet<int> WithParts(IReadOnlyCollection<int> left)
    {
        var all = left.ToHashSet();
        var queue = new Queue<int>(left);
        while (queue.TryDequeue(out var id))
        {
            foreach (var part in _parts[id].Where(part => all.Add(part.DumpId)))
                queue.Enqueue(part.DumpId);
        }
        return all;
    }

    /// <summary>
    /// The entries that are not left out and need one that is, or one that needs such a one; with what belongs to them in
    /// <paramref name="left"/> afterwards. In the order of the archive.
    /// </summary>
    /// <param name="roots">The entries whose dependents are looked for.</param>
    /// <param name="left">What is left out, roots included; grows by what is found.</param>
    /// <param name="present">What is left out and there all the same.</param>
    public ImmutableArray<Dependent> DependentsOf(IReadOnlyCollection<int> roots, HashSet<int> left, IReadOnlySet<int> present)
    {
        var found = new Dictionary<int, Dependent>();
        var byId = _contents.Entries.ToDictionary(entry => entry.DumpId);
        var queue = new Queue<int>(_contents.Entries.Select(entry => entry.DumpId).Where(roots.Contains));
        while (queue.TryDequeue(out var id))
        {
            foreach (var part in _parts[id].Where(part => left.Add(part.DumpId)))
                queue.Enqueue(part.DumpId);
            if (present.Contains(id))
                continue;
            foreach (var dependent in _dependents.Value[id].Where(dependent => left.Add(dependent.DumpId)))
            {
                found.Add(dependent.DumpId, new(dependent, byId[id]));
                queue.Enqueue(dependent.DumpId);
            }
        }
        // A part of something that is left out need not be reported separately.
        return
        [
            .. _contents.Entries
                .Where(entry => found.ContainsKey(entry.DumpId) && !_contents.WholesOf(entry).Any(whole => left.Contains(whole.DumpId)))
                .Select(entry => found[entry.DumpId]),
        ];
    }

    private ILookup<int, ArchiveEntry> Reverse(Func<ArchiveEntry, IEnumerable<ArchiveEntry>> of) =>
        _contents.Entries.SelectMany(entry => of(entry).Select(other => (other.DumpId, Entry: entry)))
            .ToLookup(pair => pair.DumpId, pair => pair.Entry);
}
