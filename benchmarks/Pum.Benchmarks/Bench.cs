using Pum.Benchmarks.Subjects;
using Pum.Benchmarks.Ways;

namespace Pum.Benchmarks;

/// <summary>What the parts of a run share: servers, databases, dumps and the project; each is made when it is first asked for.</summary>
internal sealed class Bench : IAsyncDisposable
{
    // A server in memory holds the database, what replaces it, what is replaced, and the write-ahead log.
    private const int MostMegabytesInMemory = 1000;

    private readonly Dictionary<(string BinDirectory, bool IsDurable), BenchmarkServer> _servers = [];
    private readonly Dictionary<(BenchmarkServer Server, int Megabytes), MixedDatabase> _databases = [];
    private readonly Dictionary<(string Database, int Major), string> _dumps = [];

    private Bench(BenchmarkOptions options, WorkFolder folder, BuildProject project) =>
        (Options, Folder, Project) = (options, folder, project);

    /// <summary>What the command line asks for.</summary>
    public BenchmarkOptions Options { get; }

    /// <summary>Where dumps go.</summary>
    public WorkFolder Folder { get; }

    /// <summary>The project that runs the tasks.</summary>
    public BuildProject Project { get; }

    /// <summary>Packs the package and writes the project.</summary>
    public static async Task<Bench> OpenAsync(BenchmarkOptions options)
    {
        var folder = new WorkFolder();
        try
        {
            return new(options, folder, BuildProject.Write(folder, await PackedPackage.PackAsync(folder)));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A server of the first PostgreSQL that was asked for.</summary>
    public Task<BenchmarkServer> ServerAsync() => ServerAsync(Options.Postgres[0], isDurable: false);

    /// <summary>A server of each PostgreSQL that was asked for.</summary>
    public async Task<IReadOnlyList<BenchmarkServer>> ServersAsync()
    {
        var servers = new List<BenchmarkServer>();
        foreach (var folder in Options.Postgres)
            servers.Add(await ServerAsync(folder, isDurable: false));
        return servers;
    }

    /// <summary>A server of the same PostgreSQL that keeps what it commits.</summary>
    public Task<BenchmarkServer> DurableAsync(BenchmarkServer server) => ServerAsync(server.BinDirectory, isDurable: true);

    /// <summary>A database of this size.</summary>
    public async Task<MixedDatabase> DatabaseAsync(BenchmarkServer server, int megabytes)
    {
        if (!_databases.TryGetValue((server, megabytes), out var database))
            _databases[(server, megabytes)] = database = await MixedDatabase.CreateAsync(server, megabytes);
        return database;
    }

    /// <summary>A dump of a database, as <c>PumDump</c> writes it by default.</summary>
    public async Task<string> DumpOfAsync(BenchmarkServer server, string database)
    {
        if (!_dumps.TryGetValue((database, server.Major), out var file))
        {
            _dumps[(database, server.Major)] = file = Folder[$"{database}-{server.Major}.dump"];
            await new ClientTools(server).DumpAsync(database, file, [.. DumpWays.PumOptions, DumpWays.Compression(server)]);
        }
        return file;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
        Folder.Dispose();
    }

    private async Task<BenchmarkServer> ServerAsync(string binDirectory, bool isDurable)
    {
        if (!_servers.TryGetValue((binDirectory, isDurable), out var server))
            _servers[(binDirectory, isDurable)] = server =
                await BenchmarkServer.StartAsync(binDirectory, isDurable, Options.Megabytes > MostMegabytesInMemory);
        return server;
    }
}
