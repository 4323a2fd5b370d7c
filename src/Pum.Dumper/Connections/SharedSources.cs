namespace Pum.Dumper.Connections;

/// <summary>
/// The sources of an operation's sessions, so that a connection is written for Npgsql once. Writing one calls a single large method of
/// Npgsql's many times. Once a process has had nothing new to compile for a tenth of a second, .NET counts calls, and compiles a method
/// again that is called often: 17 MB and a tenth of a second of one core for this one. So what is known to be needed is written before
/// anything is waited for: see <see cref="Connection.Prepare"/>.
/// </summary>
internal sealed class SharedSources : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlSource> _sources = [];
    private bool _isDisposed;

    /// <summary>
    /// The source of a connection, which is made now if there is none; <see langword="null"/> where it is to have one of its own: of several
    /// servers, Npgsql remembers for ten seconds which it did not reach, and whose turn it is; and what cleans up at the end of the process
    /// may come after these are disposed.
    /// </summary>
    /// <exception cref="Failures.PumFailureException">PUM1001, PUM3007: Npgsql cannot enforce what the connection demands.</exception>
    public NpgsqlSource? Find(Connection connection)
    {
        if (connection.Servers.Length > 1)
            return null;
        // The environment is the same for all, and Npgsql is told nothing of roles.
        var key = string.Join('\0', connection.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        lock (_sources)
        {
            if (_isDisposed)
                return null;
            if (!_sources.TryGetValue(key, out var source))
                _sources.Add(key, source = new(connection));
            return source;
        }
    }

    /// <summary>Ends them; sessions that are open stay so.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlSource[] sources;
        lock (_sources)
        {
            _isDisposed = true;
            sources = [.. _sources.Values];
            _sources.Clear();
        }

        foreach (var source in sources)
            await source.DisposeAsync();
    }
}
