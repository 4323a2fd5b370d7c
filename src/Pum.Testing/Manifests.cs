using System.Collections.Immutable;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>The seeds of all assemblies beside this one: support projects bring their own.</summary>
internal static class Manifests
{
    /// <summary>The seed of a name, and the folder from which its paths count.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM1003.</exception>
    public static SeedEntry Find(string name, string folder)
    {
        var seeds = Directory.EnumerateFiles(folder, "*" + SeedManifest.Extension)
            .Order(StringComparer.Ordinal).SelectMany(file => SeedManifest.Read(file).Seeds).ToImmutableArray();
        var found = seeds.Where(seed => seed.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        if (found.IsEmpty)
            throw new PumFailureException(TestingFailures.UnknownSeed(name, [.. seeds.Select(seed => seed.Name).Distinct()], folder));
        var other = found.FirstOrDefault(seed => seed.Sha256 != found[0].Sha256);
        return other is null
            ? found[0]
            : throw new PumFailureException(SeedFailures.SeveralSeeds(name, found[0].DefinedIn, other.DefinedIn));
    }
}
