using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>What is wrong with an item <c>PumSeed</c>.</summary>
internal static class SeedItemFailures
{
    /// <summary>MSBuild records the metadata of items, and the manifest would lie beside the tests.</summary>
    public static PumFailure Secret(string seed, string metadata) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The seed '{seed}' has the metadata {metadata}, which may hold a password.",
        Advice = $"Put the connection string into an environment variable, {SeedConnection.Variable} or one that ConnectionStringVariable names, or use Service.",
    };
}
