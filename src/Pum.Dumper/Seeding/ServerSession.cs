using System.Diagnostics;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>
/// A session in the maintenance database that many callers use, one after another. It is opened when it is first needed, and again where it
/// was lost.
/// </summary>
/// <param name="connection">The server.</param>
/// <param name="failure">What is known when it fails.</param>
/// <param name="patience">How long a server may refuse it.</param>
/// <param name="begin">What a new session begins with.</param>
internal sealed class ServerSession(Connection connection, FailureContext failure, TimeSpan patience, Func<Session, Task> begin)
    : IAsyncDisposable
{
    /// <summary>
    /// A lock on a database is held for a moment, or by hand. What a crash of the server loses of our own work is only a database that the
    /// next run makes again. The limit is below that of a drop, so that a lock is named as what holds it up.
    /// </summary>
    private const string Settings = "SET lock_timeout = '30s'; SET synchronous_commit = off";

    /// <summary>How long a failure to connect counts: hundreds of tests that wait for their turn do not each wait for the server.</summary>
    private static readonly TimeSpan FailureCounts = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _turn = new(1);

    private Session? _session;
    private bool _wasOpen;
    private (PumFailureException Failure, long Time)? _refusal;

    /// <summary>Does something in the session. Nobody can cancel it: others use the session too.</summary>
    /// <exception cref="PumFailureException">Those of connecting; PUM5014, PUM6001, PUM6002.</exception>
    public async Task<T> UseAsync<T>(Func<Session, Task<T>> use)
    {
        Task<T>? done = null;
        await UseAsync(session => (Task)(done = use(session)));
        return await done!;
    }

    /// <inheritdoc cref="UseAsync{T}"/>
    public async Task UseAsync(Func<Session, Task> use)
    {
        await _turn.WaitAsync();
        try
        {
            _session ??= await OpenAsync();
            try
            {
                await use(_session);
            }
            catch (PumFailureException exception)
            {
                throw IsGone(exception.Failure)
                    ? new SeedGoneException(Translate(exception.Failure), exception)
                    : new PumFailureException(Translate(exception.Failure), exception);
            }
            finally
            {
                if (!_session.IsOpen)
                {
                    await _session.DisposeAsync();
                    _session = null;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        if (_session is not null)
            await _session.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<Session> OpenAsync()
    {
        if (_refusal is var (reason, time) && Stopwatch.GetElapsedTime(time) < FailureCounts)
            throw reason;
        try
        {
            var session = await OpenPatientlyAsync();
            (_wasOpen, _refusal) = (true, null);
            return session;
        }
        catch (PumFailureException exception)
        {
            _refusal = (exception, Stopwatch.GetTimestamp());
            throw;
        }
    }

    private async Task<Session> OpenPatientlyAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var session = await MaintenanceDatabase.OpenAsync(connection, failure, CancellationToken.None);
                try
                {
                    await session.ExecuteAsync(Settings, CancellationToken.None);
                    await begin(session);
                    return session;
                }
                catch
                {
                    await session.DisposeAsync();
                    throw;
                }
            }
            catch (PumFailureException exception) when (clock.Elapsed < patience && MayPass(exception.Failure))
            {
                await Task.Delay(Interval);
            }
        }
    }

    /// <summary>Whether it is worth trying again. What was never reached may have another address.</summary>
    private bool MayPass(PumFailure refusal) =>
        refusal.SqlState is SqlStates.TooManyConnections or SqlStates.CannotConnectNow
        || (_wasOpen && SessionFailures.IsUnreached(refusal));

    private static bool IsGone(PumFailure failure) =>
        failure is { Code: PumCodes.RestoreConnectionLost } or { SqlState: SqlStates.InvalidCatalogName };

    private static PumFailure Translate(PumFailure failure) => failure switch
    {
        { SqlState: SqlStates.LockNotAvailable } => SeedFailures.DatabaseLocked(failure),
        { SqlState: SqlStates.InvalidCatalogName } => SeedFailures.Gone(failure),
        { Code: PumCodes.PgRestoreFailed or PumCodes.RestoreDenied, SqlState: not null } => SeedFailures.Refused(failure),
        { Code: PumCodes.RestoreConnectionLost } => SeedFailures.Lost(failure),
        _ => failure,
    };
}
