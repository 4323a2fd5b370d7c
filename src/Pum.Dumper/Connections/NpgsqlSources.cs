namespace Pum.Dumper.Connections;

/// <summary>
/// The sources of an operation's sessions, so that a connection is written for Npgsql once, at its beginning. Writing one calls a single
/// large method of Npgsql's about a hundred times. In a process that has worked for a while, .NET compiles a method again after thirty
/// calls, with optimizations: 17 MB and a tenth of a second of one core for this one.
/// </summary>
internal sealed class NpgsqlSources : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlSource> _sources = [];
    private bool _isDisposed;

    /// <summary>The source of a connection, which is made now if there is none.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1001, PUM3007: Npgsql cannot enforce what the connection demands.</exception>
    public NpgsqlSource Of(Connection connection)
    {
        // The environment is the same for all, and Npgsql is told nothing of roles.
        var key = string.Join('\0', connection.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        lock (_sources)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_sources.TryGetValue(key, out var source))
                _sources.Add(key, source = new(connection));
            return source;
        }
    }

    /// <summary>Forgets them and their passwords; sessions that are open stay so.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_sources)
            _isDisposed = true;
        foreach (var source in _sources.Values)
            await source.DisposeAsync();
    }
}
