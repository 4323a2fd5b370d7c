using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// A question to the server through psql: 16 to 30 ms where a first query of Npgsql in a fresh process takes a quarter of a second.
/// </summary>
internal static class PsqlQuery
{
    /// <summary>Runs one query and returns its rows; columns are separated by tabs.</summary>
    /// <exception cref="PumFailureException">Whatever keeps psql from answering.</exception>
    public static async Task<ImmutableArray<string>> RunAsync(
        InstalledTool psql, Connection connection, string sql, HostEnvironment environment, ToolFailureContext context, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<string>();
        var said = new ToolOutput();
        // As pg_dump does before it looks for what its patterns match.
        var role = connection.Role is null ? "" : $"SET ROLE {Sql.Identifier(connection.Role)};\n";
        using var toolEnvironment = connection.OpenToolEnvironment();
        var exitCode = await ToolProcess.RunAsync(
            new()
            {
                Program = psql.Path,
                Arguments = ["--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose", "--dbname=" + connection.Conninfo, "--file=-"],
                WorkingDirectory = environment.BaseDirectory,
                Environment = toolEnvironment.Variables,
                Feed = (input, token) => input.WriteAsync(Encoding.UTF8.GetBytes(role + sql), token).AsTask(),
                OnOutput = rows.Add,
                OnExit = toolEnvironment.Dispose,
                PrivateFiles = toolEnvironment.FileNames,
                OnError = said.Add,
            },
            cancellationToken);
        return exitCode == 0 ? rows.ToImmutable() : throw new PumFailureException(ToolMessageReader.Read(context with { ExitCode = exitCode, Lines = said.Lines }));
    }
}
