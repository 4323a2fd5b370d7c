using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// Names the cause if a client tool could not connect and the server's words for it are unknown: they follow the server's own
/// <c>lc_messages</c>, and libpq gives no SQLSTATE with them. Npgsql does, so it tries once more, only after such a failure. It also tells
/// whether a worker of pg_dump could not lock its table because the server is gone, which pg_dump does not say.
/// </summary>
internal static class ConnectFailureDiagnosis
{
    /// <summary>Runs what runs a client tool.</summary>
    /// <exception cref="PumFailureException">The failure of the tool, under the code that Npgsql's attempt gives it.</exception>
    public static async Task<T> RunAsync<T>(
        Connection connection, FailureContext context, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (ToolFailureException exception) when (exception.IsOfUnknownConnection || exception.IfServerIsGone is not null)
        {
            throw new PumFailureException(await NameAsync(exception, connection, context, cancellationToken), exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Connection connection, FailureContext context, Func<Task> run, CancellationToken cancellationToken) =>
        RunAsync(
            connection,
            context,
            async () =>
            {
                await run();
                return true;
            },
            cancellationToken);

    /// <summary>What Npgsql is told; where it gets through, the failure as it is.</summary>
    private static async Task<PumFailure> NameAsync(
        ToolFailureException failed, Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await using var session = await SessionOpening.ConnectAsync(connection, context, cancellationToken);
            return failed.Failure;
        }
        catch (PumFailureException exception) when (exception.Code == PumCodes.InvalidParameter)
        {
            // Npgsql cannot hold to what the connection demands, and did not try.
            return failed.Failure;
        }
        catch (PumFailureException exception)
        {
            var named = failed.IfServerIsGone is not { } lost ? exception.Failure : IsGone(exception.Failure) ? lost : failed.Failure;
            return named with { ExitCode = failed.ExitCode, Details = failed.Failure.Details };
        }
    }

    /// <summary>A server that has no connection left to give, or refuses this one, is still there.</summary>
    private static bool IsGone(PumFailure attempt) =>
        SessionFailures.IsUnreached(attempt) || attempt.SqlState == SqlStates.CannotConnectNow;
}
