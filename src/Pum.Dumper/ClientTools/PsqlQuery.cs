using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// A question to the server through psql: 16 to 30 ms where a first query of Npgsql in a fresh process takes a quarter of a second.
/// </summary>
/// <remarks>It is one transaction, and what it sets ends with it: a pooler may lend the session to others afterwards.</remarks>
internal static class PsqlQuery
{
    /// <summary>
    /// An expression for a query: the names of the schemas in which the connection finds what no schema is named for, as
    /// <c>current_schemas(true)</c> knew them before <c>search_path</c> was emptied.
    /// </summary>
    public const string SchemasInPath = $"pg_catalog.current_setting('{SchemasSetting}')::pg_catalog.name[]";

    private const string SchemasSetting = "pum.schemas_in_path";

    /// <summary>Runs one query and returns its rows; columns are separated by tabs.</summary>
    /// <exception cref="PumFailureException">Whatever keeps psql from answering.</exception>
    public static async Task<ImmutableArray<string>> RunAsync(
        InstalledTool psql,
        Connection connection,
        string sql,
        HostEnvironment environment,
        FailureContext context,
        CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<string>();
        var run = new ToolRun
        {
            Program = psql.Path,
            Arguments = ["--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose", "--dbname=" + connection.Conninfo, "--file=-"],
            WorkingDirectory = environment.BaseDirectory,
            Connection = connection,
            Feed = (input, token) => input.WriteAsync(Encoding.UTF8.GetBytes(Transaction(sql, connection.Role)), token).AsTask(),
            OnOutput = rows.Add,
        };
        var (exitCode, lines) = await run.RunAsync(cancellationToken);
        return exitCode == 0 ? rows.ToImmutable() : throw new ToolFailureException(context with { ExitCode = exitCode, Lines = lines });
    }

    // The role comes first, as in pg_dump: it decides what "$user" in search_path is. What reads the path returns no row, for psql to print
    // nothing.
    private static string Transaction(string query, string? role) => $"""
        BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY;
        {(role is null ? "" : $"SET LOCAL ROLE {Sql.Identifier(role)};")}
        SELECT WHERE pg_catalog.set_config('{SchemasSetting}', pg_catalog.current_schemas(true)::pg_catalog.text, true) IS NULL;
        {SessionStart.StatementForTransaction};
        {query}
        COMMIT;

        """;
}
