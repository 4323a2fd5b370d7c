using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>A dump that was read and found whole.</summary>
internal abstract record RestoreSource
{
    /// <summary>The format that was recognised.</summary>
    public abstract DumpFormat Format { get; }

    /// <summary>The version of the server that was dumped, where the dump says so.</summary>
    public abstract PostgresVersion? Server { get; }

    /// <summary>Encoding and locale for a new database.</summary>
    public abstract DatabaseProperties Properties { get; }

    /// <summary>PostgreSQL's name of the encoding that it is in, or <see langword="null"/> where it does not say.</summary>
    public abstract string? Encoding { get; }

    /// <summary>What to be warned of, whatever the target.</summary>
    public virtual ImmutableArray<PumFailure> Warnings => [];

    /// <summary>Finds what prevents restoring it into any target.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="isNew">Whether the target is to be made, or may be.</param>
    /// <param name="installed">The client tools that there are; none where that is a failure of its own.</param>
    public abstract ImmutableArray<PumFailure> FindInDump(
        RestoreRequest request, bool isNew, ImmutableArray<InstalledTool> installed);

    /// <summary>
    /// Finds what prevents restoring it into this target, in which nothing has been touched yet, and decides how it is restored.
    /// </summary>
    /// <param name="context">What is known of the target.</param>
    /// <param name="tools">The client tools.</param>
    /// <param name="inspection">What it was told from, and the sessions for further questions.</param>
    /// <param name="found">Takes what was found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns><see langword="null"/> where something was found that leaves no choice.</returns>
    public abstract Task<ContentPlan?> PlanAsync(
        RestoreContext context, ToolCache tools, TargetInspection inspection, Findings found, CancellationToken cancellationToken);
}
