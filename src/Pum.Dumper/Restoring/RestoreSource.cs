namespace Pum.Dumper.Restoring;

/// <summary>A dump that was read and found whole, and knows how it is restored.</summary>
internal abstract record RestoreSource
{
    /// <summary>The format that was recognised.</summary>
    public abstract DumpFormat Format { get; }

    /// <summary>Encoding and locale for a new database.</summary>
    public abstract DatabaseProperties Properties { get; }

    /// <summary>Restores it.</summary>
    public abstract Task<RestoreRun> RunAsync(RestoreContext context, CancellationToken cancellationToken);
}
