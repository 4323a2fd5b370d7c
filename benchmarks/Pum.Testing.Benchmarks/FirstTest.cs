using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Npgsql;

namespace Pum.Testing.Benchmarks;

/// <summary>The first test of a process, and a process that only connects: both ask the same of their database.</summary>
internal static class FirstTest
{
    /// <summary>The word for the one with a clone.</summary>
    public const string Word = "first-test";

    /// <summary>The word for the one that only connects.</summary>
    public const string BareWord = "first-connection";

    /// <summary>The variable that leads to a database that is there already.</summary>
    public const string Variable = "PUM_BENCHMARK_DATABASE";

    /// <summary>With a clone.</summary>
    public static async Task RunAsync()
    {
        var started = SinceStart();
        await using var db = await PumDatabase.CloneAsync(SeedScripts.Small);
        var cloned = SinceStart();
        await AskAsync(db.DataSource, $"main {started} cloned {cloned}");
    }

    /// <summary>Without.</summary>
    public static async Task RunBareAsync()
    {
        var started = SinceStart();
        await using var source = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(Variable)!);
        await AskAsync(source, $"main {started}");
    }

    private static async Task AskAsync(NpgsqlDataSource source, string report)
    {
        await using (var connection = await source.OpenConnectionAsync())
        {
            if (await connection.ReadAsync<long>(TestWork.CountQuery) != TestWork.Tracks)
                throw new InvalidOperationException("The database is not full.");
        }

        var compiled = $"{JitInfo.GetCompiledMethodCount()} methods compiled in {Whole(JitInfo.GetCompilationTime().TotalMilliseconds)}";
        Console.WriteLine($"{ChildProcess.Ready} {report} answered {SinceStart()}; {compiled}");
        await Console.In.ReadLineAsync();
    }

    private static string SinceStart() =>
        Whole((DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds);

    private static string Whole(double milliseconds) => milliseconds.ToString("0", CultureInfo.InvariantCulture);
}
