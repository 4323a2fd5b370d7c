using Pum.Dumper.Servers;

namespace Pum.Benchmarks;

/// <summary>A project that dumps, and pg_dump itself.</summary>
internal sealed class DumpingProject
{
    private const string Variable = "PUM_BENCHMARK";

    private readonly TemporaryServer _server;
    private readonly string _project;
    private readonly string _dump;

    /// <summary>Writes the project.</summary>
    public DumpingProject(WorkFolder folder, PackedPackage package, TemporaryServer server)
    {
        _server = server;
        _dump = folder["bare.dump"];
        _project = BenchmarkProject.Write(folder, package, $"""
            <Target Name="Dump">
              <PumDump ConnectionStringVariable="{Variable}" ToolPath="{server.BinDirectory}" File="packaged.dump" />
            </Target>
            """);
    }

    /// <summary>The build that does nothing.</summary>
    public Task<Measurement> DoNothingAsync() => BenchmarkProject.BuildAsync(_project, BenchmarkProject.Nothing, []);

    /// <summary>The build that dumps.</summary>
    public Task<Measurement> DumpAsync(string database) =>
        BenchmarkProject.BuildAsync(
            _project, "Dump", new() { [Variable] = _server.ToConninfo(database, _server.Superuser, _server.SuperuserPassword) });

    /// <summary>pg_dump itself, with the options that the task gives it.</summary>
    public Task<Measurement> DumpBareAsync(string database) => MeasuredProcess.RunAsync(
        Path.Combine(_server.BinDirectory, OperatingSystem.IsWindows() ? "pg_dump.exe" : "pg_dump"),
        ["--format=custom", _server.Major >= 16 ? "--compress=zstd:1" : "--compress=1", "--no-owner", "--no-privileges", "--no-subscriptions",
         "--no-password", $"--file={_dump}", $"--dbname={_server.ToConninfo(database)}"],
        new() { ["PGPASSWORD"] = _server.SuperuserPassword });
}
