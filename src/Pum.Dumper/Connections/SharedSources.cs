namespace Pum.Dumper.Connections;

/// <summary>The sources of an operation's sessions: a connection is written for Npgsql once, and not for each session.</summary>
/// <remarks>
/// Each source is to be made as soon as its database is known, before the server is kept busy. To write a connection calls
/// <c>NpgsqlConnectionStringBuilder.GeneratedActions</c>, which knows every keyword, many times. When nothing was compiled for 100 ms,
/// .NET's tiered compilation begins to count calls, and after 30 it compiles a method again, with optimizations
/// (<c>TC_CallCountingDelayMs</c> and <c>TC_CallCountThreshold</c> in .NET's src/coreclr/inc/clrconfignames.h). A restore whose
/// CREATE DATABASE took longer than that had a peak of 131 MB when the source for the new database was made afterwards, and of 122 MB when
/// it was made before.
/// </remarks>
internal sealed class SharedSources : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlSource> _sources = [];
    private bool _isDisposed;

    /// <summary>How many connections it has one for.</summary>
    public int Count
    {
        get
        {
            lock (_sources)
                return _sources.Count;
        }
    }

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
