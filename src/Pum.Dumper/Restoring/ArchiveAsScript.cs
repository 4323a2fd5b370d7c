using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Restoring;

/// <summary>Stub.</summary>
internal sealed record ArchiveAsScript(RestoreContext Context, Archive Archive, InstalledTool Tool, ImmutableArray<string> What)
{
    /// <summary>Stub.</summary>
    public Task<RestoreRun> RunAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
