using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>All client tools that are installed, each list lowest version first.</summary>
internal sealed record InstalledTools(
    ImmutableArray<InstalledTool> PgDump, ImmutableArray<InstalledTool> PgRestore, ImmutableArray<InstalledTool> Psql)
{
    /// <summary>Finds them.</summary>
    /// <exception cref="PumFailureException">PUM2001, PUM1001: see <see cref="ToolSearch"/>.</exception>
    public static async Task<InstalledTools> FindAsync(string? toolPath, HostEnvironment environment, CancellationToken cancellationToken)
    {
        Task<ImmutableArray<InstalledTool>> Find(ClientTool tool) =>
            ToolSearch.FindAsync(tool, toolPath, environment, cancellationToken);
        var (dump, restore, psql) = (Find(ClientTool.PgDump), Find(ClientTool.PgRestore), Find(ClientTool.Psql));
        return new(await dump, await restore, await psql);
    }

    /// <summary>
    /// Those that a server of a major version is dumped and restored with, where neither an option nor an archive needs others.
    /// </summary>
    /// <exception cref="PumFailureException">PUM2002: every pg_dump is older than the server.</exception>
    public (InstalledTool PgDump, InstalledTool PgRestore, InstalledTool Psql) For(int serverMajor) => (
        ToolSearch.Pick(ClientTool.PgDump, PgDump, serverMajor, $"the server is PostgreSQL {serverMajor}"),
        PgRestore.Any(tool => tool.Version.Major >= serverMajor)
            ? ToolSearch.Pick(ClientTool.PgRestore, PgRestore, serverMajor, "")
            : PgRestore[^1],
        Psql[^1]);
}
