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
    /// Entries of which it matters whether the target has them: something needs them, and they are left out or would be with others.
    /// </summary>
    public ImmutableArray<ArchiveEntry> NeededOf(IReadOnlyCollection<int> roots)
    {
        var reached = roots.ToHashSet();
        var queue = new Queue<int>(roots);
        while (queue.TryDequeue(out var id))
        {
            foreach (var next in _parts[id].Concat(_dependents.Value[id]).Where(next => reached.Add(next.DumpId)))
                queue.Enqueue(next.DumpId);
        }

        return [.. _contents.Entries.Where(entry => reached.Contains(entry.DumpId) && _dependents.Value[entry.DumpId].Any())];
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
        var needs = new Dictionary<int, List<ArchiveEntry>>();
        var byId = _contents.Entries.ToDictionary(entry => entry.DumpId);
        var queue = new Queue<int>(_contents.Entries.Select(entry => entry.DumpId).Where(roots.Contains));
        while (queue.TryDequeue(out var id))
        {
            foreach (var part in _parts[id].Where(part => left.Add(part.DumpId)))
                queue.Enqueue(part.DumpId);
            if (present.Contains(id))
                continue;
            foreach (var dependent in _dependents.Value[id])
            {
                if (left.Add(dependent.DumpId))
                {
                    needs.Add(dependent.DumpId, []);
                    queue.Enqueue(dependent.DumpId);
                }

                if (needs.TryGetValue(dependent.DumpId, out var needed))
                    needed.Add(byId[id]);
            }
        }

        // A part of something that is left out need not be reported separately.
        return
        [
            .. _contents.Entries.Where(entry => needs.ContainsKey(entry.DumpId) && !IsPart(entry))
                .Select(entry => new Dependent(entry, WithoutParts(needs[entry.DumpId]), HasRows(entry))),
        ];

        bool IsPart(ArchiveEntry entry) => _contents.WholesOf(entry).Any(whole => left.Contains(whole.DumpId));

        ImmutableArray<ArchiveEntry> WithoutParts(List<ArchiveEntry> needed) =>
            [.. needed.Where(entry => !IsPart(entry)).DefaultIfEmpty(needed[0]).Distinct()];
    }

    private bool HasRows(ArchiveEntry entry) => _parts[entry.DumpId].Any(part => part is { Description: "TABLE DATA", HasData: true });

    private ILookup<int, ArchiveEntry> Reverse(Func<ArchiveEntry, IEnumerable<ArchiveEntry>> of) =>
        _contents.Entries.SelectMany(entry => of(entry).Select(other => (other.DumpId, Entry: entry)))
            .ToLookup(pair => pair.DumpId, pair => pair.Entry);
}
