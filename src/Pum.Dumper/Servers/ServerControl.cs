using System.Collections.Immutable;
using System.Diagnostics;

namespace Pum.Dumper.Servers;

/// <summary>What a temporary server is driven by; each way removes the server and its folder also when this process is killed.</summary>
internal abstract class ServerControl(ServerPrograms programs, string folder) : IAsyncDisposable
{
    /// <summary>The programs it runs.</summary>
    protected ServerPrograms Programs => programs;

    /// <summary>The server's own folder, which holds all of it.</summary>
    public string Folder => folder;

    /// <summary>The data directory.</summary>
    public string DataDirectory => Path.Combine(folder, "data");

    /// <summary>Makes the cluster; returns initdb's exit code.</summary>
    public abstract Task<int> InitializeAsync(string password, string authentication, string locale, CancellationToken cancellationToken);

    /// <summary>Copies the cluster of a stopped server that such a control made; returns an exit code.</summary>
    public abstract Task<int> CopyAsync(string dataDirectory, CancellationToken cancellationToken);

    /// <summary>Replaces the settings; they count from the next start on.</summary>
    public abstract Task ConfigureAsync(ImmutableArray<string> lines, CancellationToken cancellationToken);

    /// <summary>Starts the server and waits until it accepts connections; returns pg_ctl's exit code.</summary>
    public abstract Task<int> StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops the server and waits for its end; returns pg_ctl's exit code.</summary>
    public abstract Task<int> StopAsync(string mode, CancellationToken cancellationToken);

    /// <summary>The last lines of the server's log, or of initdb's output before its first start.</summary>
    public ImmutableArray<string> ReadLog()
    {
        var file = Path.Combine(folder, "log");
        return File.Exists(file) ? [.. File.ReadLines(file).TakeLast(30)] : [];
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>A start of a program that knows nothing of this process's connections and languages.</summary>
    protected static ProcessStartInfo Command(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetPathRoot(program)!, CreateNoWindow = true };
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        start.Environment.Remove("LANGUAGE");
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
