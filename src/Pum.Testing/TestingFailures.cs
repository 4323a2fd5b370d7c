using Pum.Dumper.Failures;

namespace Pum.Testing;

/// <summary>What goes wrong before the engine is asked.</summary>
internal static class TestingFailures
{
    /// <summary>No manifest lists it.</summary>
    public static PumFailure UnknownSeed(string name, IReadOnlyCollection<string> known, string folder) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = known.Count == 0
            ? $"There is no seed '{name}': no file *.pumseeds.json lies in '{folder}'."
            : $"There is no seed '{name}'. Known are: {string.Join(", ", known.Order(StringComparer.OrdinalIgnoreCase))}.",
        Advice = known.Count == 0
            ? $"Add <PumSeed Include=\"seed/{name}.dump\" /> to the test project, which references the package Pum.Testing, and build."
            : "Correct the name, or add the seed to the test project and build.",
    };
}
