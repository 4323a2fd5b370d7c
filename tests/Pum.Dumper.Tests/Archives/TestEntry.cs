namespace Pum.Dumper.Tests.Archives;

/// <summary>An entry for <see cref="ArchiveBuilder"/>.</summary>
internal sealed record TestEntry(int DumpId, string Tag, string Description)
{
    public int Section { get; init; } = Description is "TABLE DATA" or "BLOBS" ? 3 : 2;

    public string Definition { get; init; } = "";

    public string Drop { get; init; } = "";

    public string Copy { get; init; } = "";

    public string? Namespace { get; init; }

    public string? TableAccessMethod { get; init; }

    public int RelationKind { get; init; }

    public int[] Dependencies { get; init; } = [];

    public string[] Chunks { get; init; } = [];

    public Dictionary<uint, string[]> LargeObjects { get; } = [];

    public string? FileName { get; init; } = Description switch { "TABLE DATA" => $"{DumpId}.dat", "BLOBS" => "blobs.toc", _ => null };

    public long Offset { get; set; }

    public bool HasData => Chunks.Length > 0 || LargeObjects.Count > 0;
}
