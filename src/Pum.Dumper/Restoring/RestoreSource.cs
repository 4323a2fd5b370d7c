using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>A dump that was read and found whole, and knows how it is restored.</summary>
internal abstract record RestoreSource
{
    /// <summary>The format that was recognised.</summary>
    public abstract DumpFormat Format { get; }

    /// <summary>The version of the server that was dumped, where the dump says so.</summary>
    public abstract PostgresVersion? Server { get; }

    /// <summary>Encoding and locale for a new database.</summary>
    public abstract DatabaseProperties Properties { get; }

    /// <summary>Finds what prevents restoring it into any target.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="isNew">Whether the target is to be made, or may be.</param>
    /// <param name="installed">The client tools that there are; none where that is a failure of its own.</param>
    public abstract ImmutableArray<PumFailure> Find(RestoreRequest request, bool isNew, ImmutableArray<InstalledTool> installed);

    /// <summary>Finds what prevents restoring it into this target, in which nothing has been touched yet.</summary>
    /// <param name="context">What is known of the target.</param>
    /// <param name="session">A session in the target; on its server where it is to be made.</param>
    /// <param name="found">Takes what was found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task FindOnTargetAsync(RestoreContext context, Session session, Findings found, CancellationToken cancellationToken);

    /// <summary>Restores it, for no longer than it may wait for locks.</summary>
    /// <exception cref="PumFailureException">It failed.</exception>
    public Task<RestoreRun> RunAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        if (Server is { } dumped && dumped.Major > context.Target.Server.Major)
            context.Reporter.Warning(RestoreFailures.NewerDump(context.Request.File, dumped, context.Target.Server));
        return LockWatch.WhileAsync(
            context,
            async token =>
            {
                var run = await PrepareAsync(context, token);
                return await ConnectionProbe.RunAsync(
                    context.Connection,
                    context.Failure("PumRestore"),
                    () => ConnectionCheck.RunAsync(context.Connection, connection => run(context with { Connection = connection }, token)),
                    token);
            },
            cancellationToken);
    }

    /// <summary>Asks the target what the restore depends on, and returns what runs the client tool; that may have to run twice.</summary>
    protected abstract Task<Func<RestoreContext, CancellationToken, Task<RestoreRun>>> PrepareAsync(RestoreContext context, CancellationToken cancellationToken);
}
