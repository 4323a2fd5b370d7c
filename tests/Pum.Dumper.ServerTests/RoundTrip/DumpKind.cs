namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>The forms in which people bring a dump.</summary>
public enum DumpKind
{
    /// <summary>A custom archive.</summary>
    Custom,

    /// <summary>A directory archive.</summary>
    Directory,

    /// <summary>A plain script.</summary>
    Plain,

    /// <summary>A tar archive, made by bare pg_dump.</summary>
    Tar,

    /// <summary>A plain script that gzip compressed.</summary>
    GzippedPlain,
}
