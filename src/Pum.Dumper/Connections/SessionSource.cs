using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// Opens sessions of one connection, which is written for Npgsql once: .NET would compile Npgsql's reader of connection strings again, with
/// optimizations, in a process that works for long and writes them often. That takes 17 MB and a tenth of a second of one core.
/// </summary>
internal sealed class SessionSource : IAsyncDisposable
{
    private readonly Connection _connection;
    private readonly FailureContext _context;
    private readonly Func<string, string> _redact;
    private readonly NpgsqlConnectionStringBuilder _written;
    private readonly NpgsqlDataSource _source;
    private NpgsqlDataSource? _sourceWithoutTls;

    /// <summary>Prepares them; no server is touched.</summary>
    /// <param name="connection">Where to, and as whom.</param>
    /// <param name="context">What is known when it fails.</param>
    /// <exception cref="PumFailureException">PUM1001, PUM3007: Npgsql cannot enforce what the connection demands.</exception>
    public SessionSource(Connection connection, FailureContext context)
    {
        (_connection, _redact) = (connection, connection.Redact);
        _context = context with { Display = connection.Display, MayNeedEscaping = connection.MayNeedEscaping };
        _written = connection.ToNpgsql();
        _written.IncludeErrorDetail = true;
        // Npgsql asks a server before 14 "select pg_is_in_recovery()" to choose among several, and whose function that is depends on the
        // path.
        if (_written.TargetSessionAttributes is not null)
            _written.Options = $"{_written.Options} {SessionOptions.Setting("search_path", "pg_catalog")}".TrimStart();
        _source = NpgsqlSource.Of(connection, _written);
    }

    /// <summary>Opens a session of a source of its own.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM3003 to PUM3008, PUM5005.</exception>
    public static async Task<Session> OpenAsync(Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        var source = new SessionSource(connection, context);
        try
        {
            var session = await source.OpenAsync(cancellationToken);
            session.Owned = source;
            return session;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects, makes the session one that depends on nothing in the database, and takes on the role of the connection.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008, PUM5005.</exception>
    public async Task<Session> OpenAsync(CancellationToken cancellationToken)
    {
        var session = await ConnectAsync(cancellationToken);
        try
        {
            if (!_connection.HoldsSessions && await Pooler.LendsAsync(session, ConnectAsync, cancellationToken))
                throw new PumFailureException(SessionFailures.NoSession(_connection.Display));
            await session.ExecuteAsync(SessionStart.Statement, cancellationToken);
            if (_connection.Role is { } role)
                await TakeOnAsync(session, role, cancellationToken);
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
    public async Task<Session> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(_source, cancellationToken);
        }
        catch (PumFailureException exception) when (_written.SslMode == SslMode.Prefer && SessionFailures.IsTls(exception.Failure))
        {
            // As libpq, which then connects without TLS: the certificate there may be meant for another server.
            _sourceWithoutTls ??= NpgsqlSource.Of(
                _connection, new NpgsqlConnectionStringBuilder(_written.ConnectionString) { SslMode = SslMode.Disable });
            return await ConnectAsync(_sourceWithoutTls, cancellationToken);
        }
    }

    /// <summary>Forgets the connection's password; sessions that are open stay so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        if (_sourceWithoutTls is not null)
            await _sourceWithoutTls.DisposeAsync();
    }

    private async Task<Session> ConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var npgsql = source.CreateConnection();
        // Npgsql does not look at its token while a server that it reached does not answer.
        var opening = npgsql.OpenAsync(cancellationToken);
        try
        {
            await opening.WaitAsync(cancellationToken);
            return new(npgsql, _connection.Values[ConnectionKeywords.ApplicationName], _context, _redact);
        }
        catch (Exception exception)
        {
            // Npgsql closes no connection that it is opening; that ends by itself, with the connect timeout at the latest.
            var closing = CloseAsync(npgsql, opening);
            if (opening.IsCompleted)
                await closing;
            if (Find(exception) is { } failure)
                throw Redactor.Throwable(failure, exception, _redact);
            throw;
        }
    }

    private static async Task CloseAsync(NpgsqlConnection npgsql, Task opening)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await npgsql.DisposeAsync();
    }

    private PumFailure? Find(Exception exception) => exception switch
    {
        // Npgsql validates the certificate internally and exposes neither the reason nor its callback here.
        NpgsqlException { InnerException: AuthenticationException reason } when reason.Message.Contains("ValidationCallback", StringComparison.Ordinal) =>
            SessionFailures.CertificateRefused(_connection.Host, _written.SslMode == SslMode.VerifyFull, _context),
        NpgsqlException refusal => NpgsqlFailures.OfConnecting(refusal, _context),
        // A host that is not a valid name, or a path that is not valid for a socket.
        ArgumentException or SocketException => SessionFailures.NotReached(exception.Message, _context),
        // Certificates and keys are read outside Npgsql's own handling of failures.
        IOException or CryptographicException or UnauthorizedAccessException => SessionFailures.Tls(
            ClientCertificate.Of(_connection)
                ?.Describe(exception.Message, _connection.Values.ContainsKey(ConnectionKeywords.SslPassword)) ?? exception.Message,
            _context),
        _ => null,
    };

    private static async Task TakeOnAsync(Session session, string role, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync($"SET ROLE {Sql.Identifier(role)}", cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState is not null)
        {
            throw new PumFailureException(SessionFailures.RoleNotTaken(role, exception.Failure), exception);
        }
    }
}
