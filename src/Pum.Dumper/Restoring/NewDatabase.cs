using System.Diagnostics;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>
/// A database that is restored under a name of its own and gets the target's only when it is complete: whatever ends the restore, the
/// target never stands there half.
/// </summary>
/// <remarks>Each step has a session of its own: one that stayed idle for a long restore might be gone when it is needed.</remarks>
internal sealed class NewDatabase : IAsyncDisposable
{
    /// <summary>DROP DATABASE … WITH (FORCE) came with PostgreSQL 13.</summary>
    private const int ForceSince = 13;

    private static readonly TimeSpan DropTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SessionsEnd = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>The SQLSTATEs with which CREATE DATABASE refuses an encoding or a locale (<c>src/backend/commands/dbcommands.c</c>).</summary>
    private static readonly string[] PropertyStates = [SqlStates.InvalidParameterValue, SqlStates.UndefinedObject, SqlStates.WrongObjectType, SqlStates.FeatureNotSupported];

    /// <summary>How long the end of the process may be held up: GitHub sends SIGKILL 2.5 seconds after SIGTERM.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    private readonly RestoreContext _context;
    private readonly AtProcessExit _atExit;
    private bool _published;

    private NewDatabase(RestoreContext context)
    {
        _context = context;
        // By force, and so before the client tool was ended.
        _atExit = new(() => DisposeAsync().AsTask().Wait(ExitGrace));
    }

    /// <summary>Its name while it is restored.</summary>
    public string Name { get; } = $"pum_scratch_{Guid.NewGuid():N}";

    /// <summary>Creates it with the dump's encoding and locale where the server has them.</summary>
    /// <exception cref="PumFailureException">PUM2004, PUM5005 and those of connecting.</exception>
    public static async Task<NewDatabase> CreateAsync(RestoreContext context, DatabaseProperties properties, CancellationToken cancellationToken)
    {
        var database = new NewDatabase(context);
        try
        {
            await using var maintenance = await database.OpenMaintenanceAsync(cancellationToken);
            await database.CreateAsync(maintenance, properties, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it the target's name.</summary>
    /// <exception cref="PumFailureException">PUM5004 where another restore was faster.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var target = _context.Connection.Database;
        await using var maintenance = await OpenMaintenanceAsync(cancellationToken);
        try
        {
            await maintenance.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(Name)} RENAME TO {Sql.Identifier(target)}", cancellationToken);
            _published = true;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.DuplicateDatabase)
        {
            throw new PumFailureException(RestoreFailures.DatabaseExists(target), exception);
        }
    }

    /// <summary>
    /// Whether its sessions ran into a deadlock. Asked of the statistics, because the error's text is in the server's language and
    /// pg_restore prints no SQLSTATE; see
    /// <see href="https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW">pg_stat_database</see>.
    /// </summary>
    public async Task<bool> HadDeadlockAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var maintenance = await OpenMaintenanceAsync(cancellationToken);
            var clock = Stopwatch.StartNew();
            while (true)
            {
                // A session reports its deadlocks when it ends, and may still be about to.
                var (had, sessions) = await maintenance.QueryAsync(
                    $"SELECT coalesce(max(deadlocks), 0) > 0, coalesce(max(numbackends), 0) > 0 FROM pg_catalog.pg_stat_database WHERE datname = {Sql.Literal(Name)}",
                    row => (row.GetBoolean(0), row.GetBoolean(1)),
                    cancellationToken);
                if (had || !sessions || clock.Elapsed > SessionsEnd)
                    return had;
                await Task.Delay(PollInterval, cancellationToken);
            }
        }
        catch (PumFailureException exception)
        {
            // The server is gone: what ended the restore stays the failure.
            _context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
            return false;
        }
    }

    /// <summary>Drops it where it was not published; what ended the restore stays the failure, also where the server is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _atExit.Dispose();
        if (_published)
            return;
        using var timeout = new CancellationTokenSource(DropTimeout);
        try
        {
            await using var maintenance = await OpenMaintenanceAsync(timeout.Token);
            var version = await maintenance.QueryAsync("SELECT current_setting('server_version_num')::int", row => PostgresVersion.FromNumber(row.GetInt32(0)), timeout.Token);
            await maintenance.ExecuteAsync($"DROP DATABASE IF EXISTS {Sql.Identifier(Name)}{(version.Major >= ForceSince ? " WITH (FORCE)" : "")}", timeout.Token);
        }
        catch (PumFailureException exception)
        {
            _context.Reporter.Warning(RestoreFailures.ScratchLeft(Name, exception.Failure));
        }
        catch (OperationCanceledException)
        {
            _context.Reporter.Warning(RestoreFailures.ScratchLeft(Name, SessionFailures.NotReached("timeout expired", _context.Failure("PumRestore"))));
        }
    }

    private async Task<Session> OpenMaintenanceAsync(CancellationToken cancellationToken)
    {
        var (connection, failure) = (_context.Connection, _context.Failure("PumRestore"));
        if (connection.MaintenanceDatabase is { } named)
            return await Session.OpenAsync(connection.WithDatabase(named), failure, cancellationToken);
        try
        {
            return await Session.OpenAsync(connection.WithDatabase("postgres"), failure, cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            return await Session.OpenAsync(connection.WithDatabase("template1"), failure, cancellationToken);
        }
    }

    /// <summary>
    /// Tries the dump's properties, then its encoding with the server's own locale, then with the locale C, which fits every encoding.
    /// </summary>
    private async Task CreateAsync(Session maintenance, DatabaseProperties properties, CancellationToken cancellationToken)
    {
        PumFailureException? first = null;
        foreach (var options in properties.Attempts)
        {
            try
            {
                await maintenance.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(Name)} TEMPLATE {Sql.Identifier(_context.Request.BaseTemplate)}{options}", cancellationToken);
                if (first is not null)
                    _context.Reporter.Warning(RestoreFailures.NoSuchLocale(properties.Locale, options == properties.WithLocaleC, _context.Request.File));
                return;
            }
            catch (PumFailureException exception) when (!properties.IsUnknown && PropertyStates.Contains(exception.SqlState))
            {
                _context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
                first ??= exception;
            }
            catch (PumFailureException exception) when (exception.SqlState is { } sqlState)
            {
                throw new PumFailureException(RestoreFailures.NotCreated(_context.Connection.Database, sqlState, exception.Failure.Details), exception);
            }
        }

        throw new PumFailureException(
            RestoreFailures.NoSuchEncoding(properties.Encoding, _context.Request.File) with { SqlState = first!.SqlState, Details = [first.Failure.Message, .. first.Failure.Details] }, first);
    }
}
