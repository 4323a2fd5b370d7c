namespace Pum.Benchmarks.Parts;

/// <summary>The parts.</summary>
internal static class PartList
{
    /// <summary>The parts of the page, in its order.</summary>
    private static readonly IReadOnlyList<IPart> OfThePage = [new Dumps(), new Restores(), new Sizes(), new Tables()];

    /// <summary>The part of this name, or those of the page where none is named.</summary>
    /// <exception cref="FormatException">There is no such part.</exception>
    public static IReadOnlyList<IPart> Choose(string? name)
    {
        if (name is null)
            return OfThePage;
        IReadOnlyList<IPart> all = [.. OfThePage, new Scripts()];
        return [all.FirstOrDefault(part => part.Name == name)
            ?? throw new FormatException($"There is no part {name}. The parts are: {string.Join(", ", all.Select(part => part.Name))}.")];
    }
}
