using System.Collections.Immutable;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Restoring.Checks;

/// <summary>The client tools of one restore, each looked for once.</summary>
internal sealed class RestoreTools(string? toolPath, HostEnvironment environment)
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
}
