namespace Pum.Dumper.Seeding;

/// <summary>A complete database from which others are cloned; nobody can connect to it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Key">What it was made of.</param>
internal sealed record Template(string Name, long Size, string Key)
{
    /// <summary>Above this size a spare takes more room than the time that it saves is worth.</summary>
    private const long LargestWithSpares = 256L << 20;

    /// <summary>How many spares are kept ready, for the next run too.</summary>
    public int Spares => Size <= LargestWithSpares ? 2 : 0;
}
