using System.Collections.Immutable;
using System.Data;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A session of our own on the server, through Npgsql: for what needs answers or locks.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _npgsql;
    private readonly FailureContext _context;
    private readonly Func<string, string> _redact;
    private Task _opening = Task.CompletedTask;

    private Session(NpgsqlDataSource source, FailureContext context, Func<string, string> redact) =>
        (_source, _npgsql, _context, _redact) = (source, source.CreateConnection(), context, redact);

    /// <summary>The number of the server's process as it was told at the start; a pooler tells one of its own.</summary>
    public int ProcessId => _npgsql.ProcessID;

    /// <summary>The name by which others see it; empty where it has none.</summary>
    public string ApplicationName => new NpgsqlConnectionStringBuilder(_npgsql.ConnectionString).ApplicationName ?? "";

    /// <summary>Whether the session is there still, as far as it was told.</summary>
    public bool IsOpen => _npgsql.State == ConnectionState.Open;

    /// <summary>Connects, makes the session one that depends on nothing in the database, and takes on the role of the connection.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008, PUM5005.</exception>
    public static async Task<Session> OpenAsync(Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        var session = await ConnectAsync(connection, context, cancellationToken);
        try
        {
            if (!connection.HoldsSessions && await Pooler.LendsAsync(
                session, stop => ConnectAsync(connection, context, stop), cancellationToken))
                throw new PumFailureException(SessionFailures.NoSession(connection.Display));
            await session.ExecuteAsync(SessionStart.Statement, cancellationToken);
            if (connection.Role is { } role)
                await session.TakeOnAsync(role, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects, and neither asks nor sets anything.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008.</exception>
    public static async Task<Session> ConnectAsync(Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        var builder = connection.ToNpgsql();
        builder.IncludeErrorDetail = true;
        // Npgsql asks a server before 14 "select pg_is_in_recovery()" to choose among several, and whose function that is depends on the
        // path.
        if (builder.TargetSessionAttributes is not null)
            builder.Options = $"{builder.Options} {SessionOptions.Setting("search_path", "pg_catalog")}".TrimStart();
        try
        {
            return await ConnectAsync(builder, connection, context, cancellationToken);
        }
        catch (PumFailureException exception) when (builder.SslMode == SslMode.Prefer && SessionFailures.IsTls(exception.Failure))
        {
            // As libpq, which then connects without TLS: the certificate there may be meant for another server.
            builder.SslMode = SslMode.Disable;
            return await ConnectAsync(builder, connection, context, cancellationToken);
        }
    }

    private static async Task<Session> ConnectAsync(
        NpgsqlConnectionStringBuilder builder, Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        var session = new Session(
            NpgsqlSource.Of(connection, builder),
            context with { Display = connection.Display, MayNeedEscaping = connection.MayNeedEscaping },
            connection.Redact);
        try
        {
            await session.ConnectAsync(connection, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, _npgsql) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw Failure(exception, RestoreFailures.Refused);
        }
        catch (InvalidOperationException exception) when (_npgsql.State != ConnectionState.Open)
        {
            // What Npgsql says of a connection that broke earlier.
            throw new PumFailureException(
                SessionFailures.Lost(_redact(exception.Message), _context), Redactor.InnerOf(exception, _redact));
        }
    }

    /// <summary>Runs a statement for no longer than it may take.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="tooLong">What it means that it took longer.</param>
    /// <exception cref="PumFailureException">The server refused it, or it took too long.</exception>
    public async Task ExecuteAsync(string sql, TimeSpan limit, Func<PumFailure> tooLong)
    {
        using var clock = new CancellationTokenSource(limit);
        try
        {
            await ExecuteAsync(sql, clock.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new PumFailureException(tooLong(), exception);
        }
    }

    /// <summary>Does something in a transaction that is rolled back at its end.</summary>
    /// <param name="begin">The statements with which it begins.</param>
    /// <param name="act">What is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> RollingBackAsync<T>(string begin, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await ExecuteAsync(begin, cancellationToken);
        T result;
        try
        {
            result = await act();
        }
        catch
        {
            try
            {
                await ExecuteAsync("ROLLBACK", CancellationToken.None);
            }
            catch (PumFailureException)
            {
                // The session is lost, and the first error says why.
            }

            throw;
        }

        await ExecuteAsync("ROLLBACK", CancellationToken.None);
        return result;
    }

    /// <summary>Runs a query of one row and reads it.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task<T> QueryAsync<T>(string sql, Func<IDataRecord, T> read, CancellationToken cancellationToken)
    {
        var (result, isRead) = (default(T), false);
        await ReadAsync(new(sql, _npgsql) { CommandTimeout = 0 }, Take, cancellationToken);
        return isRead ? result! : throw new InvalidOperationException("The query gave no row.");

        void Take(IDataRecord row)
        {
            if (!isRead)
                (result, isRead) = (read(row), true);
        }
    }

    /// <summary>Runs a query and reads its rows.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task<ImmutableArray<T>> QueryRowsAsync<T>(string sql, Func<IDataRecord, T> read, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        await ReadAsync(new(sql, _npgsql) { CommandTimeout = 0 }, row => rows.Add(read(row)), cancellationToken);
        return rows.ToImmutable();
    }

    /// <summary>
    /// Runs a query and takes its rows as the server writes them, each as it is sent; <see langword="null"/> for NULL.
    /// </summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public Task ReadTextAsync(string sql, Action<string?[]> take, CancellationToken cancellationToken) => ReadAsync(
        new(sql, _npgsql) { CommandTimeout = 0, AllResultTypesAreUnknown = true },
        row => take([.. Enumerable.Range(0, row.FieldCount).Select(column => row.IsDBNull(column) ? null : row.GetString(column))]),
        cancellationToken);

    private async Task ReadAsync(NpgsqlCommand query, Action<IDataRecord> take, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = query;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                take(reader);
        }
        catch (NpgsqlException exception)
        {
            throw Failure(exception, RestoreFailures.Refused);
        }
        catch (InvalidOperationException exception) when (_npgsql.State != ConnectionState.Open)
        {
            // What Npgsql says of a connection that broke earlier.
            throw new PumFailureException(
                SessionFailures.Lost(_redact(exception.Message), _context), Redactor.InnerOf(exception, _redact));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Npgsql closes no connection that it is opening; that ends by itself, with the connect timeout at the latest.
        if (_opening.IsCompleted)
            await CloseAsync();
        else
            _ = CloseLaterAsync();
    }

    private async Task CloseLaterAsync()
    {
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        await _npgsql.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task ConnectAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            _opening = _npgsql.OpenAsync(cancellationToken);
            // Npgsql does not look at its token while a server that it reached does not answer.
            await _opening.WaitAsync(cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.InnerException is AuthenticationException reason
            && reason.Message.Contains("ValidationCallback", StringComparison.Ordinal))
        {
            // Npgsql validates the certificate internally and exposes neither the reason nor its callback here.
            throw new PumFailureException(
                SessionFailures.CertificateRefused(connection.Host, connection.ToNpgsql().SslMode == SslMode.VerifyFull, _context),
                exception);
        }
        catch (NpgsqlException exception)
        {
            throw Failure(exception, SessionFailures.NotReached);
        }
        catch (Exception exception) when (exception is ArgumentException or SocketException)
        {
            // A host that is not a valid name, or a path that is not valid for a socket.
            throw new PumFailureException(
                SessionFailures.NotReached(_redact(exception.Message), _context), Redactor.InnerOf(exception, _redact));
        }
        catch (Exception exception) when (exception is IOException or CryptographicException or UnauthorizedAccessException)
        {
            // Certificates and keys are read outside Npgsql's own handling of failures.
            var words = ClientCertificate.Of(connection)
                ?.Describe(exception.Message, connection.Values.ContainsKey(ConnectionKeywords.SslPassword))
                ?? exception.Message;
            throw new PumFailureException(SessionFailures.Tls(_redact(words), _context), Redactor.InnerOf(exception, _redact));
        }
    }

    private async Task TakeOnAsync(string role, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync($"SET ROLE {Sql.Identifier(role)}", cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState is not null)
        {
            throw new PumFailureException(SessionFailures.RoleNotTaken(role, exception.Failure), exception);
        }
    }

    private PumFailureException Failure(NpgsqlException exception, Func<string, FailureContext, PumFailure> otherwise)
    {
        var failure = NpgsqlFailures.Read(exception, _context, otherwise);
        return new(
            failure with { Message = _redact(failure.Message), Details = [.. failure.Details.Select(_redact)] },
            Redactor.InnerOf(exception, _redact));
    }
}
