using System.Collections.Immutable;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>The client tools of one restore, each looked for once.</summary>
internal sealed class ToolCache(string? toolPath, HostEnvironment environment)
{
    private readonly Dictionary<ClientTool, ImmutableArray<InstalledTool>> _found = [];

    /// <summary>All that is installed of one tool, lowest version first.</summary>
    /// <exception cref="Failures.PumFailureException">PUM2001.</exception>
    public async Task<ImmutableArray<InstalledTool>> FindAsync(ClientTool tool, CancellationToken cancellationToken)
    {
        if (!_found.TryGetValue(tool, out var installed))
            _found[tool] = installed = await ToolSearch.FindAsync(tool, toolPath, environment, cancellationToken);
        return installed;
    }

    /// <summary>The newest psql: it serves every older server, and newer ones guard better against hostile scripts.</summary>
    /// <exception cref="Failures.PumFailureException">PUM2001.</exception>
    public async Task<InstalledTool> FindPsqlAsync(CancellationToken cancellationToken) =>
        (await FindAsync(ClientTool.Psql, cancellationToken))[^1];
}
