using System.Net.Sockets;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Pum.Testing.Benchmarks.Suites;

/// <summary>
/// A container for each class of tests, as a class fixture starts it: the tests of a class run in turn and see what those before them left.
/// </summary>
internal static class ContainerSuite
{
    public const string Word = "suite-containers";

    /// <summary>The variable that names the image.</summary>
    public const string ImageVariable = "PUM_BENCHMARK_IMAGE";

    private const int Classes = 5;

    private const string UnixScheme = "unix://";

    public static async Task RunAsync()
    {
        var script = await File.ReadAllTextAsync(Suite.Variable(Suite.ScriptVariable));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Classes),
            new ParallelOptions { MaxDegreeOfParallelism = Suite.AtOnce },
            async (_, _) => await RunClassAsync(script));
        await Suite.EndAsync();
    }

    /// <summary>Why there can be no containers here; <see langword="null"/> where there can.</summary>
    public static async Task<string?> ObstacleAsync()
    {
        if (Environment.GetEnvironmentVariable(ImageVariable) is not { Length: > 0 })
            return $"{ImageVariable} names no image of PostgreSQL";
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } named ? named : $"{UnixScheme}/var/run/docker.sock";
        if (!host.StartsWith(UnixScheme, StringComparison.Ordinal))
            return null;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(host[UnixScheme.Length..]));
            return null;
        }
        catch (SocketException exception)
        {
            return $"nothing answers at {host}: {exception.Message}";
        }
    }

    private static async Task RunClassAsync(string script)
    {
        await using var container = new PostgreSqlBuilder(Suite.Variable(ImageVariable)).Build();
        await container.StartAsync();
        await using var source = NpgsqlDataSource.Create(container.GetConnectionString());
        await using (var connection = await source.OpenConnectionAsync())
            await connection.ExecuteAsync(script);
        for (var test = 0; test < Suite.Tests / Classes; test++)
            await TestWork.RunAsync(source, isPristine: false);
    }
}
