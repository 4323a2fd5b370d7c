using Pum.Dumper;
using Pum.Dumper.Connections;

namespace Pum.Build.Tasks;

/// <summary>What every task has in common, ready for its own part.</summary>
/// <param name="Connection">The connection as the user wrote it.</param>
/// <param name="Environment">The process, with the project's folder.</param>
/// <param name="ToolPath">Full path of the folder of the client tools, or <see langword="null"/>.</param>
internal sealed record TaskRun(ConnectionRequest Connection, HostEnvironment Environment, string? ToolPath)
{
    /// <summary>The project's folder.</summary>
    public string BaseDirectory => Environment.BaseDirectory;
}
