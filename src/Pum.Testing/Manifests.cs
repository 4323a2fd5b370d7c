using System.Collections.Immutable;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>The seeds of all assemblies beside this one: support projects bring their own.</summary>
internal static class Manifests
{
    /// <summary>The seed of a name, with the full paths of its files.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folders">Where manifests are; of two of one name the first folder's counts.</param>
    /// <exception cref="PumFailureException">PUM1001, PUM1003.</exception>
    public static SeedEntry Find(string name, params string[] folders)
    {
        var seeds = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*" + SeedManifest.Extension))
            .DistinctBy(Path.GetFileName).OrderBy(Path.GetFileName, StringComparer.Ordinal).SelectMany(Read).ToImmutableArray();
        var found = seeds.Where(seed => seed.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        if (found.IsEmpty)
            throw new PumFailureException(TestingFailures.UnknownSeed(name, [.. seeds.Select(seed => seed.Name).Distinct()], folders[0]));
        var other = found.Skip(1).FirstOrDefault(seed => Content(seed) != Content(found[0]));
        return other is null
            ? found[0]
            : throw new PumFailureException(SeedFailures.SeveralSeeds(name, found[0].DefinedIn, other.DefinedIn));
    }

    private static IEnumerable<SeedEntry> Read(string manifest)
    {
        var folder = Path.GetDirectoryName(manifest)!;
        return SeedManifest.Read(manifest).Seeds.Select(seed => seed with
        {
            File = Path.GetFullPath(seed.File, folder),
            Prepare = [.. seed.Prepare.Select(script => Path.GetFullPath(script, folder))],
        });
    }

    /// <summary>All that makes a seed what it is; where it lies and who defines it do not.</summary>
    private static string Content(SeedEntry seed) => new SeedManifest(
    [
        seed with
        {
            Name = "",
            File = "",
            Source = "",
            Written = default,
            DefinedIn = "",
            Prepare = [.. seed.Prepare.Select(script => File.Exists(script) ? File.ReadAllText(script) : script)],
        },
    ]).Write();
}
