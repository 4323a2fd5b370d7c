using Pum.Dumper.Servers;

namespace Pum.Benchmarks;

/// <summary>A project as a user writes it: one target that dumps, and one that does nothing, to know what a build costs by itself.</summary>
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
        _project = folder["benchmark.proj"];
        _dump = folder["bare.dump"];
        File.WriteAllText(_project, $"""
            <Project Sdk="Pum.Build.Tasks/{package.Version}">
              <Target Name="DoNothing" />
              <Target Name="Dump">
                <PumDump ConnectionStringVariable="{Variable}" ToolPath="{server.BinDirectory}" File="packaged.dump" />
              </Target>
            </Project>
            """);
        File.WriteAllText(folder["nuget.config"], $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder["packages"]}" /></config>
              <packageSources><clear /><add key="feed" value="{package.Feed}" /></packageSources>
            </configuration>
            """);
    }

    /// <summary>The build that does nothing.</summary>
    public Task<Measurement> DoNothingAsync() => BuildAsync("DoNothing", []);

    /// <summary>The build that dumps.</summary>
    public Task<Measurement> DumpAsync(string database) =>
        BuildAsync("Dump", new() { [Variable] = _server.ToConninfo(database, _server.Superuser, _server.SuperuserPassword) });

    /// <summary>pg_dump itself, with the options that the task gives it.</summary>
    public Task<Measurement> DumpBareAsync(string database) => MeasuredProcess.RunAsync(
        Path.Combine(_server.BinDirectory, OperatingSystem.IsWindows() ? "pg_dump.exe" : "pg_dump"),
        ["--format=custom", _server.Major >= 16 ? "--compress=zstd:1" : "--compress=1", "--no-owner", "--no-privileges", "--no-subscriptions",
         "--no-password", $"--file={_dump}", $"--dbname={_server.ToConninfo(database)}"],
        new() { ["PGPASSWORD"] = _server.SuperuserPassword });

    private Task<Measurement> BuildAsync(string target, Dictionary<string, string> environment) =>
        MeasuredProcess.RunAsync("dotnet", ["build", _project, $"-t:{target}", "--no-restore", "-nologo", "-verbosity:quiet"], environment);
}
