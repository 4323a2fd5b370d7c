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

    /// <summary>A metadatum that seeds do not have, and that looks like one that they have.</summary>
    public static PumFailure Misspelt(string seed, string metadata, string meant) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The seed '{seed}' has the metadata {metadata}, which seeds do not have ({meant} they have).",
        Advice = $"Write {meant}, or rename the metadata if it is your own.",
    };

    /// <summary>The name is that of a folder beside the assembly, on every system.</summary>
    public static PumFailure NotAFolderName(string name) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The seed name \"{name}\" cannot be the name of a folder.",
        Advice = "Give the item a Name without / \\ : * ? \" < > | that does not end in a dot or a space.",
    };
}
