using System.Diagnostics;
using System.Text;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>PostgreSQL's own client tools as anybody would call them: they make what the engine is measured against.</summary>
internal static class BareTools
{
    /// <summary>Runs a script by psql and fails the test at its first error.</summary>
    public static Task<string> PsqlAsync(TestDatabase database, string file) =>
        RunAsync("psql", database, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file], encoding: "UTF8");

    /// <summary>Runs pg_dump with further arguments and returns what it wrote to standard output, a character for each byte.</summary>
    public static Task<string> PgDumpAsync(TestDatabase database, params string[] arguments) =>
        RunAsync("pg_dump", database, arguments, encoding: null);

    private static async Task<string> RunAsync(string tool, TestDatabase database, string[] arguments, string? encoding)
    {
        var program = Path.Combine(database.Server.BinDirectory, OperatingSystem.IsWindows() ? tool + ".exe" : tool);
        var start = new ProcessStartInfo(program, [.. arguments, "--no-password", $"--dbname={database.Conninfo}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A dump is in its database's encoding, and in SQL_ASCII in none.
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["PGCLIENTENCODING"] = encoding;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, $"{tool} {string.Join(' ', arguments)}:\n{await error}");
        return output;
    }
}
