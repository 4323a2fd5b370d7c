using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Benchmarks;

/// <summary>A plain dump to restore.</summary>
/// <param name="Path">Where it is.</param>
internal sealed record PlainScript(string Path)
{
    /// <summary>Its size.</summary>
    public long Bytes => new FileInfo(Path).Length;

    /// <summary>Makes one of about this size with pg_dump, from a database that is gone afterwards.</summary>
    public static async Task<PlainScript> CreateAsync(WorkFolder folder, TemporaryServer server, string name, int megabytes)
    {
        // Tables hold a little more than the text of their rows, and this one has an index.
        var database = await SampleDatabase.CreateAsync(server, name, megabytes * 13 / 10);
        var script = new PlainScript(folder[$"{name}.sql"]);
        await MeasuredProcess.RunAsync(
            System.IO.Path.Combine(server.BinDirectory, OperatingSystem.IsWindows() ? "pg_dump.exe" : "pg_dump"),
            ["--no-owner", "--no-privileges", "--no-password", $"--file={script.Path}", $"--dbname={server.ToConninfo(database.Name)}"],
            new() { ["PGPASSWORD"] = server.SuperuserPassword });
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP DATABASE {database.Name}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
        return script;
    }
}
