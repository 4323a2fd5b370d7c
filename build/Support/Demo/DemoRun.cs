using System.Diagnostics;
using System.Globalization;

namespace Pum.Build.Support.Demo;

/// <summary>Dumps a database in each format and restores it, through the packed package, and shows what came of it.</summary>
public static class DemoRun
{
    private const string Source = "shop";

    /// <summary>Runs the demo and returns the exit code: 0 where every copy equals the original.</summary>
    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pum_demo_").FullName;
        try
        {
            await using var server = await StepAsync("Start a throw-away server", DemoServer.StartAsync);
            Console.WriteLine($"  {server.Description}");
            var original = await StepAsync("Make a database and fill it", () => FillAsync(server));
            Console.WriteLine($"  {Megabytes(original.Bytes)} MB in {original.Tables.Count} tables, {original.Rows:N0} rows");
            var project = await StepAsync("Pack the package", () => Task.FromResult(DemoProject.Create(folder)));
            Console.WriteLine($"\n{project.Text}\n");
            var rows = new List<string[]> { new[] { "format", "bytes", "dump s", "restore s", "tables", "rows", "equal" } };
            var equal = true;
            foreach (var format in new[] { "custom", "plain", "directory" })
            {
                var file = Path.Combine(folder, $"shop-{format}");
                var dump = await StepAsync(
                    $"Dump ({format})", () => Task.FromResult(project.Run("Dump", server.ConnectionString(Source), file, format)));
                var restore = await StepAsync($"Restore ({format})", () => Task.FromResult(
                    project.Run("Load", server.ConnectionString($"shop_{format}"), file, format)));
                var copy = await server.ReadAsync($"shop_{format}");
                equal &= copy.Equals(original);
                rows.Add([format, Size(file).ToString("N0", CultureInfo.InvariantCulture), Seconds(dump), Seconds(restore), $"{copy.Tables.Count}",
                    copy.Rows.ToString("N0", CultureInfo.InvariantCulture), copy.Equals(original) ? "yes" : "NO"]);
            }
            Console.WriteLine();
            Print(rows);
            return equal ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<DatabaseContent> FillAsync(DemoServer server)
    {
        using var sql = new StreamReader(typeof(DemoRun).Assembly.GetManifestResourceStream("shop.sql")!);
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {Source}");
        await server.ExecuteAsync(Source, await sql.ReadToEndAsync());
        return await server.ReadAsync(Source);
    }

    private static async Task<T> StepAsync<T>(string what, Func<Task<T>> step)
    {
        Console.Write($"{what} … ");
        var clock = Stopwatch.StartNew();
        var result = await step();
        Console.WriteLine($"{Seconds(clock.Elapsed)} s");
        return result;
    }

    private static void Print(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    private static long Size(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : new FileInfo(path).Length;

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
