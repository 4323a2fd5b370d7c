using System.Data;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A session of our own on the server, through Npgsql: for what needs answers or locks.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly NpgsqlConnection npgsql;
    private readonly ToolFailureContext context;
    private readonly Func<string, string> redact;

    private Session(NpgsqlConnection npgsql, ToolFailureContext context, Func<string, string> redact) =>
        (this.npgsql, this.context, this.redact) = (npgsql, context, redact);

    /// <summary>Connects and takes on the role of the connection.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008.</exception>
    public static async Task<Session> OpenAsync(Connection connection, ToolFailureContext context, CancellationToken cancellationToken)
    {
        var builder = connection.ToNpgsql();
        builder.IncludeErrorDetail = true;
        var npgsql = new NpgsqlConnection(builder.ConnectionString);
        var session = new Session(npgsql, context with { Display = connection.Display, MayNeedEscaping = connection.MayNeedEscaping }, connection.Redact);
        try
        {
            await npgsql.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (connection.Role is { } role)
                await session.ExecuteAsync($"SET ROLE {Sql.Identifier(role)}", cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (NpgsqlException exception)
        {
            await npgsql.DisposeAsync().ConfigureAwait(false);
            throw session.Failure(exception, SessionFailures.NotReached);
        }
        catch
        {
            await npgsql.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, npgsql) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw Failure(exception, RestoreFailures.Failed);
        }
    }

    /// <summary>Runs a query of one row and reads it.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task<T> QueryAsync<T>(string sql, Func<IDataRecord, T> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, npgsql) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return read(reader);
        }
        catch (NpgsqlException exception)
        {
            throw Failure(exception, RestoreFailures.Failed);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => npgsql.DisposeAsync();

    private PumFailureException Failure(NpgsqlException exception, Func<string, ToolFailureContext, PumFailure> otherwise)
    {
        var failure = NpgsqlFailures.Read(exception, context, otherwise);
        return new(failure with { Message = redact(failure.Message) }, exception);
    }
}
