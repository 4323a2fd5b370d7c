namespace Pum.Dumper.Restoring.Checks;

/// <summary>A restore against which nothing was found.</summary>
/// <param name="Source">The dump.</param>
/// <param name="Context">What every step knows; where the target is to be made, its <see cref="RestoreContext.Target"/> is not known yet.</param>
/// <param name="Existing">The target, or <see langword="null"/> where it is missing.</param>
/// <param name="Hash">The dump's hash, which is being computed.</param>
internal sealed record ClearedRestore(RestoreSource Source, RestoreContext Context, Target? Existing, DumpHash Hash) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Hash.DisposeAsync();
}
