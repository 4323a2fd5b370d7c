using Pum.Dumper.Failures;

namespace Pum.Testing;

/// <summary>Where the databases of tests start from. Nothing here touches a server.</summary>
public static class PumSeed
{
    /// <summary>An empty database, for tests whose migrations make everything: see <see cref="PumTemplate.Prepare(Func{string, Task}, Type[])"/>.</summary>
    public static PumTemplate Empty { get; } = new(null);

    /// <summary>The dump that an item <c>PumSeed</c> of the test project, or of a project that it references, calls by this name.</summary>
    /// <param name="name">The item's <c>Name</c>: by default the name of its file without the extension.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty. A name that is unknown is found when a database is asked for (<see cref="PumCodes.InvalidParameter"/>).</exception>
    public static PumTemplate Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name);
    }
}
