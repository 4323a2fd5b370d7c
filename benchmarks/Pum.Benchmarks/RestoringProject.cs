using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Benchmarks;

/// <summary>A project that restores a script, and psql itself with the same script; the target is new and empty each time.</summary>
internal sealed class RestoringProject
{
    private const string Variable = "PUM_BENCHMARK";
    private const string Target = "pum_benchmark_target";

    private readonly TemporaryServer _server;
    private readonly string _project;
    private readonly PlainScript _script;

    /// <summary>Writes the project.</summary>
    public RestoringProject(WorkFolder folder, PackedPackage package, TemporaryServer server, PlainScript script)
    {
        _server = server;
        _script = script;
        _project = BenchmarkProject.Write(folder, package, $"""
            <Target Name="Load">
              <PumRestore ConnectionStringVariable="{Variable}" ToolPath="{server.BinDirectory}" File="{script.Path}" />
            </Target>
            """);
    }

    /// <summary>The build that does nothing.</summary>
    public Task<Measurement> DoNothingAsync() => BenchmarkProject.BuildAsync(_project, BenchmarkProject.Nothing, []);

    /// <summary>The build that restores.</summary>
    public async Task<Measurement> RestoreAsync()
    {
        await MakeTargetAsync();
        return await BenchmarkProject.BuildAsync(
            _project, "Load", new() { [Variable] = _server.ToConninfo(Target, _server.Superuser, _server.SuperuserPassword) });
    }

    /// <summary>psql itself.</summary>
    public async Task<Measurement> RestoreBareAsync()
    {
        await MakeTargetAsync();
        return await MeasuredProcess.RunAsync(
            Path.Combine(_server.BinDirectory, OperatingSystem.IsWindows() ? "psql.exe" : "psql"),
            ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--no-password", $"--dbname={_server.ToConninfo(Target)}", $"--file={_script.Path}"],
            new() { ["PGPASSWORD"] = _server.SuperuserPassword });
    }

    /// <summary>What the run before left to write is written before the next is measured.</summary>
    private async Task MakeTargetAsync()
    {
        await using var connection = new NpgsqlConnection(_server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in new[] { $"DROP DATABASE IF EXISTS {Target}", $"CREATE DATABASE {Target}", "CHECKPOINT" })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
