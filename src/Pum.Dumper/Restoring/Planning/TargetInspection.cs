using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Looks at the target before it is touched.</summary>
/// <param name="Session">A session in the target, or in the maintenance database where the target is missing.</param>
/// <param name="Existing">The target, or <see langword="null"/> where it is missing and may be created.</param>
/// <param name="Target">The same, or what a missing one can be told to be like.</param>
/// <param name="Roles">The roles of the session.</param>
internal sealed record TargetInspection(Session Session, Target? Existing, Target Target, SessionRoles Roles) : IAsyncDisposable
{
    /// <summary>How often a target is tried whose name is there and leads nowhere.</summary>
    private const int Attempts = 10;

    /// <summary>The target as it is, or <see langword="null"/> where it is missing and may be created.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008; what prevents replacing it.</exception>
    public static async Task<Target?> RunAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        Target? existing;
        await using (var inspection = await OpenAsync(context, cancellationToken))
            existing = inspection.Existing;
        if (existing is not null && context.Request.ReplaceDatabase)
            await ReplaceCheck.RunAsync(context, existing, cancellationToken);
        return existing;
    }

    /// <summary>Looks, and keeps the session for further questions.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008, PUM5004.</exception>
    public static async Task<TargetInspection> OpenAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OpenTargetAsync(context, cancellationToken);
            }
            catch (PumFailureException exception)
                when (exception.SqlState == SqlStates.InvalidCatalogName && (request.CreateDatabase || request.ReplaceDatabase))
            {
                // In the middle of a swap the server answers as if the database did not exist.
                if (await OpenMaintenanceAsync(context, cancellationToken) is { } missing)
                    return missing;
                if (attempt == Attempts)
                    throw new PumFailureException(ReplaceFailures.NotTheSame(context.Connection.Database), exception);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Session.DisposeAsync();

    private static async Task<TargetInspection> OpenTargetAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        var session = await ServerWait.UntilReachedAsync(
            () => Session.OpenAsync(context.Connection, context.Failure(), cancellationToken),
            TimeSpan.FromSeconds(context.Request.Connection.WaitForServer),
            context.Reporter,
            cancellationToken);
        return await WhileOpenAsync(session, async () =>
        {
            var target = await Target.InspectAsync(session, cancellationToken);
            return new TargetInspection(session, target, target, await SessionRoles.InspectAsync(session, cancellationToken));
        });
    }

    /// <summary>What the server says, or <see langword="null"/> where the target is there.</summary>
    private static async Task<TargetInspection?> OpenMaintenanceAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        var session = await MaintenanceDatabase.OpenAsync(context.Connection, context.Failure(), cancellationToken);
        return await WhileOpenAsync(session, async () =>
        {
            var missing = await session.QueryAsync(
                $"""
                SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = {Sql.Literal(context.Connection.Database)}),
                       pg_catalog.current_setting('server_version_num')::int, pg_catalog.current_setting('lc_messages')
                """,
                row => row.GetBoolean(0)
                    ? null
                    : Target.Unknown with { Server = PostgresVersion.FromNumber(row.GetInt32(1)), Messages = row.GetString(2) },
                cancellationToken);
            if (missing is null)
                return null;
            var roles = await SessionRoles.InspectAsync(session, cancellationToken);
            return new TargetInspection(session, Existing: null, missing with { IsSuperuser = roles.InForceIsSuperuser }, roles);
        });
    }

    /// <summary>Keeps a session open that goes into an inspection, and no other.</summary>
    private static async Task<T> WhileOpenAsync<T>(Session session, Func<Task<T>> inspect)
    {
        var isKept = false;
        try
        {
            var inspection = await inspect();
            isKept = inspection is not null;
            return inspection;
        }
        finally
        {
            if (!isKept)
                await session.DisposeAsync();
        }
    }
}
