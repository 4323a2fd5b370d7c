using Npgsql;

namespace Pum.Testing.Benchmarks.Suites;

/// <summary>No isolation at all: what any way of isolation adds to.</summary>
internal static class SharedSuite
{
    public static async Task RunAsync()
    {
        await using var source = NpgsqlDataSource.Create(Suite.Variable(FirstTest.Variable));
        await Suite.RunTestsAsync(Suite.AtOnce, (_, _) => TestWork.RunAsync(source, isPristine: false));
        await Suite.EndAsync();
    }
}
