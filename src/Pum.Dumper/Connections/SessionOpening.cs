using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>Opens sessions, and says what went wrong where one does not open.</summary>
internal static class SessionOpening
{
    /// <summary>Connects, makes the session one that depends on nothing in the database, and takes on the role of the connection.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM3003 to PUM3008, PUM5005.</exception>
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
    /// <exception cref="PumFailureException">PUM1001, PUM3003 to PUM3008.</exception>
    public static async Task<Session> ConnectAsync(Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        var shared = connection.SharedSources?.Find(connection);
        var source = shared ?? new NpgsqlSource(connection);
        context = context with { Display = connection.Display, MayNeedEscaping = connection.MayNeedEscaping };
        try
        {
            var npgsql = await ConnectAsync(source, connection, context, cancellationToken);
            return new(npgsql, connection, context, owned: shared is null ? source : null);
        }
        catch
        {
            if (shared is null)
                await source.DisposeAsync();
            throw;
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        NpgsqlSource source, Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(source.Preferred, source.SslMode, connection, context, cancellationToken);
        }
        catch (PumFailureException exception) when (source.SslMode == SslMode.Prefer && SessionFailures.IsTls(exception.Failure))
        {
            // As libpq, which then connects without TLS: the certificate there may be meant for another server.
            return await ConnectAsync(source.WithoutTls, SslMode.Disable, connection, context, cancellationToken);
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        NpgsqlDataSource source, SslMode sslMode, Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        var npgsql = source.CreateConnection();
        var opening = npgsql.OpenAsync(cancellationToken);
        try
        {
            // Npgsql does not look at its token while a server that it reached does not answer.
            await opening.WaitAsync(cancellationToken);
            return npgsql;
        }
        catch (Exception exception)
        {
            // Npgsql closes no connection that it is opening; that ends by itself, with the connect timeout at the latest if there is one.
            var closing = CloseAsync(npgsql, opening);
            if (opening.IsCompleted)
                await closing;
            if (Find(exception, sslMode, connection, context) is { } failure)
                throw new PumFailureException(failure, Redactor.InnerOf(exception, connection.Redact));
            throw;
        }
    }

    private static async Task CloseAsync(NpgsqlConnection npgsql, Task opening)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await npgsql.DisposeAsync();
    }

    private static PumFailure? Find(Exception exception, SslMode sslMode, Connection connection, FailureContext context) => exception switch
    {
        // Npgsql validates the certificate internally and exposes neither the reason nor its callback here.
        NpgsqlException { InnerException: AuthenticationException reason } when reason.Message.Contains("ValidationCallback", StringComparison.Ordinal) =>
            SessionFailures.CertificateRefused(connection.Host, sslMode == SslMode.VerifyFull, context),
        NpgsqlException refusal => Redactor.Redact(NpgsqlFailures.OfConnecting(refusal, context), connection.Redact),
        // A host that is not a valid name, or a path that is not valid for a socket.
        ArgumentException or SocketException => SessionFailures.NotReached(connection.Redact(exception.Message), context),
        // Certificates and keys are read outside Npgsql's own handling of failures.
        IOException or CryptographicException or UnauthorizedAccessException => SessionFailures.Tls(
            connection.Redact(ClientCertificate.Of(connection)
                ?.Describe(exception.Message, connection.Values.ContainsKey(ConnectionKeywords.SslPassword)) ?? exception.Message),
            context),
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
