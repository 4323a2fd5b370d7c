namespace Pum.Dumper.Restoring.Replacing;

/// <summary>How far a new database is on the way to the target's name, which decides what is dropped at the end.</summary>
internal abstract record Publication
{
    private Publication()
    {
    }

    /// <summary>It has its own name, so it is dropped.</summary>
    internal sealed record Pending : Publication;

    /// <summary>It has the target's name.</summary>
    /// <param name="Dispensable">The database that it replaced, where that is dropped.</param>
    internal sealed record Done(OldDatabase? Dispensable = null) : Publication;

    /// <summary>The answer to COMMIT was lost, and the server could not be asked again: either name may be its own.</summary>
    internal sealed record Unknown : Publication;
}
