namespace Pum.Dumper.Connections;

/// <summary>One of libpq's keywords and how it travels.</summary>
/// <param name="Name">The keyword as libpq writes it.</param>
/// <param name="Variable">The environment variable that sets it too, or <see langword="null"/>.</param>
internal sealed record ConnectionKeyword(string Name, string? Variable)
{
    /// <summary>Whether its value must stay out of arguments, messages and files that others can read.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether its value is a path, which counts from the project where it is relative.</summary>
    public bool IsPath { get; init; }

    /// <summary>
    /// Whether some libpq still in use does not know it. In a conninfo such a libpq refuses it, while it passes over the variable:
    /// what came from the environment therefore returns there.
    /// </summary>
    public bool IsRecent { get; init; }
}
