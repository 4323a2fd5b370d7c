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

    /// <summary>Checks what depends on the target, which is as it was found; nothing has been touched yet.</summary>
    /// <exception cref="Failures.PumFailureException">It cannot be restored there.</exception>
    public abstract Task CheckAsync(RestoreContext context, CancellationToken cancellationToken);

    /// <summary>Restores it, for no longer than it may wait for locks.</summary>
    /// <exception cref="Failures.PumFailureException">It failed.</exception>
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
