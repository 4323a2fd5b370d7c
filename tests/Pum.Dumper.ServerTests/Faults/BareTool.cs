using System.Diagnostics;
using System.Text;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// A client tool as anybody would call it, for the control of a fault: what the tool by itself loses shows that the fault is real.
/// </summary>
internal sealed record BareTool(Process Process, Task<string> Output, Task<string> Errors)
{
    /// <summary>Starts one on the site's database, through a relay that leaves time for what is to happen meanwhile.</summary>
    public static BareTool Start(FaultSite site, Relay relay, string tool, params string[] arguments) =>
        Start(site, site.Database, tool, arguments, $" port={relay.Port}");

    /// <summary>Runs one on the site's database to its end and returns its exit code.</summary>
    public static Task<int> RunAsync(FaultSite site, string tool, params string[] arguments) =>
        RunAsync(site, site.Database, tool, arguments);

    /// <summary>Runs one on another database.</summary>
    public static Task<int> RunAsync(FaultSite site, TestDatabase database, string tool, params string[] arguments) =>
        Start(site, database, tool, arguments, "").EndAsync();

    private static BareTool Start(FaultSite site, TestDatabase database, string tool, string[] arguments, string port)
    {
        var start = new ProcessStartInfo(
            Path.Combine(site.ToolPath, tool),
            ["--no-password", $"--dbname={database.Conninfo}{port} application_name='PumControl'", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = site.Folder.FullName,
            // pg_dumpall keeps the password of its connection string from the pg_dump that it runs.
            Environment = { ["PGPASSWORD"] = database.Password },
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync()
    {
        await Process.WaitForExitAsync();
        await Task.WhenAll(Output, Errors);
        using (Process)
            return Process.ExitCode;
    }
}
