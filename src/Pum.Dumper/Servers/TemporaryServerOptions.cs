using System.Collections.Immutable;

namespace Pum.Dumper.Servers;

/// <summary>What a temporary server is to be like.</summary>
internal sealed record TemporaryServerOptions
{
    /// <summary>Folder of initdb, pg_ctl and postgres; <see langword="null"/> searches by <see cref="ServerPrograms.Find"/>.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>
    /// Whether the server also listens on a loopback port of its own, which <see cref="TemporaryServer.Host"/> then names; always so on
    /// Windows. Otherwise only its private Unix socket leads to it.
    /// </summary>
    public bool Tcp { get; init; }

    /// <summary>How the server tells who connects.</summary>
    public ServerAuthentication Authentication { get; init; }

    /// <summary>
    /// Server settings by name, on top of those for speed. Values are written as they would be in SQL's <c>SET</c>, without quotes.
    /// </summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The locale of the cluster; <see langword="null"/> is <c>C.UTF-8</c> where the system has it, else <c>C</c>. The encoding is UTF8.
    /// </summary>
    public string? Locale { get; init; }

    /// <summary>
    /// A stopped server of the same programs whose cluster is copied, roles, passwords and system identifier included;
    /// <see langword="null"/> makes a cluster. A copy takes a tenth of the time. <see cref="Authentication"/> and <see cref="Locale"/> are
    /// then those of that server.
    /// </summary>
    public TemporaryServer? CopyOf { get; init; }

    /// <summary>The process's environment; <see langword="null"/> for the present one.</summary>
    public HostEnvironment? Environment { get; init; }

    /// <summary>Finds a loopback port; asked again if another program took it before the server did.</summary>
    public Func<int> FindFreePort { get; init; } = ServerSettings.FindFreePort;
}
