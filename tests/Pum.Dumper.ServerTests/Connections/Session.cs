using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;
using Pum.Dumper.Connections;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>Where a connection led, as the server tells it.</summary>
internal static class Session
{
    private const string Question = """
        SELECT concat_ws(' ', current_database(), session_user, coalesce(host(inet_server_addr()), 'socket'), coalesce(inet_server_port()::text, '-'),
            current_setting('port'), pg_postmaster_start_time(), current_setting('application_name'), current_setting('geqo'))
        """;

    /// <summary>
    /// What psql reports, with this process's environment and <paramref name="surroundings"/> under that of the connection.
    /// </summary>
    public static async Task<string> OfPsqlAsync(
        Connection connection, string binDirectory, ImmutableDictionary<string, string>? surroundings = null)
    {
        var start = new ProcessStartInfo(Path.Combine(binDirectory, OperatingSystem.IsWindows() ? "psql.exe" : "psql"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in new[] { "-X", "-A", "-t", "-q", "--no-password", "-c", Question, "--dbname=" + connection.Conninfo })
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in surroundings ?? [])
            start.Environment[name] = value;
        using var environment = connection.OpenToolEnvironment();
        foreach (var (name, value) in environment.Variables)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        using var psql = Process.Start(start)!;
        psql.StandardInput.Close();
        var error = psql.StandardError.ReadToEndAsync();
        var output = await psql.StandardOutput.ReadToEndAsync();
        await psql.WaitForExitAsync();
        return psql.ExitCode == 0 ? output.Trim() : throw new AssertFailedException($"psql {connection.Display}: {await error}");
    }

    /// <summary>What Npgsql reports.</summary>
    public static async Task<string> OfNpgsqlAsync(Connection connection)
    {
        await using var session = new NpgsqlConnection(connection.ToNpgsql().ConnectionString);
        await session.OpenAsync();
        await using var command = new NpgsqlCommand(Question, session);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
