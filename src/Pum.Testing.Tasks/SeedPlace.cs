using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>
/// Where the files of a seed lie beside the assembly: in a folder of the seed's own, <c>ASSEMBLY.seeds/NAME</c>, because two dumps may have
/// one file name and two projects may be copied to one place.
/// </summary>
internal static class SeedPlace
{
    /// <summary>The seed with the paths of its copies, which count from the manifest's folder.</summary>
    /// <param name="entry">The seed with the full paths of its files.</param>
    /// <param name="assembly">The assembly's name.</param>
    public static SeedEntry Place(SeedEntry entry, string assembly)
    {
        var dump = $"{assembly}.seeds/{entry.Name}/{Path.GetFileName(entry.File)}";
        return entry with
        {
            File = dump,
            // Called after the dump, so that none of them can have its name.
            Prepare = [.. entry.Prepare.Select((script, index) => $"{dump}.{index + 1}-{Path.GetFileName(script)}")],
            PrepareSources = entry.Prepare,
        };
    }

    /// <summary>The files that are copied: of a dump in the directory format, each of its files.</summary>
    /// <param name="from">The seed with the full paths of its files.</param>
    /// <param name="to">The same, placed.</param>
    public static IEnumerable<(string From, string To)> Copies(SeedEntry from, SeedEntry to) =>
        from.Prepare.Prepend(from.File).Zip(to.Prepare.Prepend(to.File)).Where(pair => pair.First != pair.Second).SelectMany(Files);

    private static IEnumerable<(string From, string To)> Files((string From, string To) copy) => Directory.Exists(copy.From)
        ? Directory.EnumerateFiles(copy.From).Order(StringComparer.Ordinal).Select(file => (file, $"{copy.To}/{Path.GetFileName(file)}"))
        : [copy];
}
