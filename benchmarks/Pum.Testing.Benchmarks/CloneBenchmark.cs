using System.Globalization;
using Npgsql;

namespace Pum.Testing.Benchmarks;

/// <summary>What a clone costs beside the statements that it is made of, on a server that nobody else uses.</summary>
internal sealed class CloneBenchmark
{
    private const string Bare = "bare_clone";

    /// <summary>Rounds until the code is compiled and caches are full, which do not count.</summary>
    private const int WarmUp = 20;

    /// <summary>A forced drop waits for a tenth of a second each time, and varies little.</summary>
    private const int MostForcedDrops = 20;

    private readonly BenchmarkServer _server;
    private readonly PumTemplate _seed;

    private CloneBenchmark(BenchmarkServer server, string seed) =>
        (_server, _seed) = (server, PumSeed.Named(seed).On(server.PooledConnectionString()));

    /// <summary>Size of the template in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>How many spares the template has.</summary>
    public int Spares { get; private set; }

    public Series Select { get; private set; } = new();

    public Series Claim { get; private set; } = new();

    public Series FirstQuery { get; private set; } = new();

    public Series WithoutSpare { get; private set; } = new();

    public Series Drop { get; private set; } = new();

    public Series ForcedDrop { get; private set; } = new();

    /// <summary>The bare CREATE DATABASE and DROP DATABASE in each way that the server knows.</summary>
    public IReadOnlyList<(CloningStrategy Strategy, Series Create, Series Drop)> Statements { get; private set; } = [];

    /// <summary>The bare statements in the way in which seeds are cloned here.</summary>
    public (CloningStrategy Strategy, Series Create, Series Drop) Same => Statements.Single(each => each.Strategy.IsOurs);

    /// <summary>Measures.</summary>
    public static async Task<CloneBenchmark> RunAsync(BenchmarkServer server, string seed, int pairs)
    {
        var benchmark = new CloneBenchmark(server, seed);
        await (await benchmark._seed.CloneAsync()).DisposeAsync();
        var template = (await server.DatabasesAsync("pum_base_")).Single();
        benchmark.Size = await server.Session.ReadAsync<long>($"SELECT pg_database_size('{template}')");
        benchmark.Spares = benchmark.Size <= 256 << 20 ? 2 : 0;
        benchmark.Reset(await CloningStrategy.OfAsync(server, benchmark.Size));
        var warmUp = Math.Min(WarmUp, pairs / 5);
        for (var round = -warmUp; round < pairs; round++)
        {
            if (round == 0)
                benchmark.Reset([.. benchmark.Statements.Select(each => each.Strategy)]);
            await benchmark.RoundAsync(template, round);
        }

        return benchmark;
    }

    private void Reset(IReadOnlyList<CloningStrategy> strategies)
    {
        (Select, Claim, FirstQuery, WithoutSpare, Drop, ForcedDrop) = (new(), new(), new(), new(), new(), new());
        Statements = [.. strategies.Select(strategy => (strategy, new Series(), new Series()))];
    }

    private async Task RoundAsync(string template, int round)
    {
        await _server.QuietAsync(Spares);
        await Clock.TimeAsync(Select, () => _server.Session.ReadAsync<int>("SELECT 1"));
        if (Spares > 0)
        {
            await UseAsync(await Clock.TimeAsync(Claim, () => _seed.CloneAsync()));
            foreach (var spare in await _server.DatabasesAsync("pum_spare_"))
                await _server.Session.ExecuteAsync($"DROP DATABASE {spare}");
        }

        var clone = await Clock.TimeAsync(WithoutSpare, () => _seed.CloneAsync());
        if (Spares == 0)
        {
            await UseAsync(clone);
        }
        else
        {
            await clone.DisposeAsync();
            await _server.GoneAsync(clone.Name);
            await _server.QuietAsync(Spares);
        }

        // The order changes from round to round, so that none always comes first.
        for (var turn = 0; turn < Statements.Count; turn++)
            await RunBareAsync(template, Statements[(Math.Abs(round) + turn) % Statements.Count]);
        if (ForcedDrop.Count < MostForcedDrops)
            await ForceAsync(template);
    }

    private async Task UseAsync(PumDatabase clone)
    {
        await Clock.TimeAsync(FirstQuery, async () =>
        {
            await using var connection = await clone.DataSource.OpenConnectionAsync();
            return Check(await connection.ReadAsync<long>(TestWork.CountQuery));
        });
        // The second pool is Npgsql's own for that string; both keep a session open.
        await using (var pooled = new NpgsqlConnection(clone.ConnectionString))
        {
            await pooled.OpenAsync();
            Check(await pooled.ReadAsync<long>(TestWork.CountQuery));
        }

        await _server.QuietAsync(Spares);
        if (await SessionsAsync(clone.Name) != 2)
            throw new InvalidOperationException($"{clone.Name} is to have two pools with a session each.");
        await Clock.TimeAsync(Drop, async () =>
        {
            await clone.DisposeAsync();
            await _server.GoneAsync(clone.Name);
        });
    }

    private Task<long> SessionsAsync(string database) =>
        _server.Session.ReadAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'");

    private async Task RunBareAsync(string template, (CloningStrategy Strategy, Series Create, Series Drop) statement)
    {
        if (statement.Strategy.Setting is { } setting)
            await _server.Session.ExecuteAsync(setting);
        await Clock.TimeAsync(
            statement.Create, () => _server.Session.ExecuteAsync($"CREATE DATABASE {Bare} TEMPLATE {template}{statement.Strategy.Option}"));
        await Clock.TimeAsync(statement.Drop, () => _server.Session.ExecuteAsync($"DROP DATABASE {Bare}"));
    }

    /// <summary>What is done over live pools elsewhere.</summary>
    private async Task ForceAsync(string template)
    {
        await _server.Session.ExecuteAsync($"CREATE DATABASE {Bare} TEMPLATE {template}");
        await using (var source = NpgsqlDataSource.Create(_server.PooledConnectionString(Bare)))
        {
            await using (var connection = await source.OpenConnectionAsync())
                Check(await connection.ReadAsync<long>(TestWork.CountQuery));
            await Clock.TimeAsync(ForcedDrop, () => _server.Session.ExecuteAsync($"DROP DATABASE {Bare} WITH (FORCE)"));
        }
    }

    private static bool Check(long tracks) => tracks == TestWork.Tracks
        ? true
        : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A clone has {tracks} tracks instead of {TestWork.Tracks}."));
}
