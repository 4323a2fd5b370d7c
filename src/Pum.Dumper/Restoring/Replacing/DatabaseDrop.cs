using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>DROP DATABASE when a restore is over, which a failure of it does not change any more.</summary>
/// <param name="Context">What every step knows.</param>
/// <param name="Name">The database.</param>
internal sealed record DatabaseDrop(RestoreContext Context, string Name)
{
    /// <summary>DROP DATABASE … WITH (FORCE) came with PostgreSQL 13.</summary>
    private const int ForceSince = 13;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private string Statement => $"DROP DATABASE IF EXISTS {Sql.Identifier(Name)}";

    /// <summary>Drops it, where it is there.</summary>
    /// <returns>Why it is left over; <see langword="null"/> if it is gone.</returns>
    public async Task<PumFailure?> RunAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await using var maintenance = await Context.OpenCreatorAsync(timeout.Token);
            var version = await maintenance.QueryAsync(
                "SELECT pg_catalog.current_setting('server_version_num')::int",
                row => PostgresVersion.FromNumber(row.GetInt32(0)),
                timeout.Token);
            if (version.Major < ForceSince || !await ForceAsync(maintenance, timeout.Token))
                await maintenance.ExecuteAsync(Statement, timeout.Token);
            return null;
        }
        catch (PumFailureException exception)
        {
            return exception.Failure;
        }
        catch (OperationCanceledException)
        {
            return SessionFailures.NotReached("timeout expired", Context.Failure());
        }
    }

    /// <summary>Drops it with the sessions in it.</summary>
    /// <returns>Whether the role may end all of them.</returns>
    private async Task<bool> ForceAsync(Session maintenance, CancellationToken cancellationToken)
    {
        try
        {
            await maintenance.ExecuteAsync($"{Statement} WITH (FORCE)", cancellationToken);
            return true;
        }
        catch (PumFailureException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // It may end no worker of autovacuum, which belongs to a superuser; without FORCE the server does that itself.
            return false;
        }
    }
}
