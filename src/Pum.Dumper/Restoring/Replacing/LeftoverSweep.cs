using System.Collections.Immutable;
using Pum.Dumper.Databases;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>Drops what earlier runs left, beside a restore.</summary>
internal sealed class LeftoverSweep : IAsyncDisposable
{
    /// <summary>A restore that is done waits this long for it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop;
    private readonly Task _sweep;

    private LeftoverSweep(ImmutableArray<string> names, RestoreContext context, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _sweep = names.IsEmpty ? Task.CompletedTask : Leftovers.DropAsync(
            names, context.Connection with { Role = context.CreatorsRole }, context.Failure(), context.Reporter, _stop.Token);
    }

    /// <summary>Begins.</summary>
    public static LeftoverSweep Start(ImmutableArray<string> names, RestoreContext context, CancellationToken cancellationToken) =>
        new(names, context, cancellationToken);

    /// <summary>Ends it, done or not.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.CancelAfter(Grace);
        await _sweep;
        _stop.Dispose();
    }
}
