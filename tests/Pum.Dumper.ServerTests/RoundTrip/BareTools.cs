using System.Diagnostics;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>PostgreSQL's own client tools as anybody would call them: they make what the engine is measured against.</summary>
internal static class BareTools
{
    /// <summary>Runs a script by psql and fails the test at its first error.</summary>
    public static Task<string> PsqlAsync(TestDatabase database, string file) =>
        RunAsync("psql", database, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file]);

    /// <summary>Runs pg_dump with further arguments and returns what it wrote to standard output.</summary>
    public static Task<string> PgDumpAsync(TestDatabase database, params string[] arguments) => RunAsync("pg_dump", database, arguments);

    private static async Task<string> RunAsync(string tool, TestDatabase database, string[] arguments)
    {
        var program = Path.Combine(database.Server.BinDirectory, OperatingSystem.IsWindows() ? tool + ".exe" : tool);
        var start = new ProcessStartInfo(program, [.. arguments, "--no-password", $"--dbname={database.Conninfo}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["PGCLIENTENCODING"] = "UTF8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, $"{tool} {string.Join(' ', arguments)}:\n{await error}");
        return output;
    }
}
