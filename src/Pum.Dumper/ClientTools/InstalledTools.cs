using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>All client tools that are installed: at least one of each, lowest version first.</summary>
internal sealed record InstalledTools(
    ImmutableArray<InstalledTool> PgDump, ImmutableArray<InstalledTool> PgRestore, ImmutableArray<InstalledTool> Psql)
{
    /// <summary>
    /// Those that a server of a major version is dumped and restored with, where neither an option nor an archive needs others.
    /// </summary>
    /// <exception cref="PumFailureException">PUM2002: every pg_dump is older than the server.</exception>
    public (InstalledTool PgDump, InstalledTool PgRestore, InstalledTool Psql) For(int serverMajor) => (
        ToolSearch.Pick(ClientTool.PgDump, PgDump, serverMajor, ToolSearch.ServerIs(serverMajor)),
        ToolSearch.PickForRestore(PgRestore, serverMajor),
        Psql[^1]);
}
