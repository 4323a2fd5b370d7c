using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Looks at the target before it is touched.</summary>
/// <param name="Session">A session in the target, or in the maintenance database where the target is missing.</param>
/// <param name="Maintenance">
/// One in the maintenance database where the target is to be replaced: the owner of the target decides which role is in force in there.
/// </param>
/// <param name="Existing">The target, or <see langword="null"/> where it is missing and may be created.</param>
/// <param name="Target">The same, or what a missing one can be told to be like.</param>
/// <param name="Roles">The roles of the restore's sessions.</param>
internal sealed record TargetInspection(Session Session, Session? Maintenance, Target? Existing, Target Target, SessionRoles Roles)
    : IAsyncDisposable
{
    /// <summary>What the database that is restored into has already.</summary>
    public InstalledObjects Installed { get; init; } = InstalledObjects.OfEveryTemplate;

    /// <summary>A session in which the restore's role is in force.</summary>
    public Session OfRestoresRole => Maintenance ?? Session;

    /// <summary>How often a target is tried whose name is there and leads nowhere.</summary>
    private const int Attempts = 10;

    /// <summary>
    /// Checks once more that the target may be replaced, and returns it as it is now, or <see langword="null"/> where it is missing.
    /// </summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008; what prevents replacing it.</exception>
    public static async Task<Target?> CheckAgainAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        await using var inspection = await OpenAsync(context, ReachAsync(context, cancellationToken), cancellationToken);
        if (inspection.Existing is not null && context.Request.ReplaceDatabase)
            await inspection.CheckReplacingAsync(context, cancellationToken);
        return inspection.Existing;
    }

    /// <summary>Opens the session in which <see cref="OpenAsync"/> begins to look.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008, PUM5004.</exception>
    public static Task<Session> ReachAsync(RestoreContext context, CancellationToken cancellationToken) =>
        // What has the name of a template is neither visited nor replaced: another owner would get what was restored.
        context.Request.TemplateKey is not null
            ? context.OpenMaintenanceAsync(cancellationToken)
            : ServerWait.UntilReachedAsync(
                () => SessionOpening.OpenAsync(context.Connection, context.Failure(), cancellationToken),
                TimeSpan.FromSeconds(context.Request.Connection.WaitForServer),
                context.Reporter,
                cancellationToken);

    /// <summary>Looks, and keeps the session for further questions.</summary>
    /// <param name="context">What is known so far.</param>
    /// <param name="reached">The session of <see cref="ReachAsync"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008, PUM5004; PUM6001 for a template whose name is taken.</exception>
    public static async Task<TargetInspection> OpenAsync(
        RestoreContext context, Task<Session> reached, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.TemplateKey is not null)
        {
            return await InspectMaintenanceAsync(context, await reached, cancellationToken)
                ?? throw new PumFailureException(SeedFailures.CameBetween(context.Connection.Database));
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await InspectTargetAsync(
                    context, await (attempt == 1 ? reached : ReachAsync(context, cancellationToken)), cancellationToken);
            }
            catch (PumFailureException exception)
                when (exception.SqlState == SqlStates.InvalidCatalogName && (request.CreateDatabase || request.ReplaceDatabase))
            {
                // In the middle of a swap the server answers as if the database did not exist.
                if (await InspectMaintenanceAsync(context, await context.OpenMaintenanceAsync(cancellationToken), cancellationToken)
                    is { } missing)
                    return missing;
                if (attempt == Attempts)
                    throw new PumFailureException(ReplaceFailures.NotTheSame(context.Connection.Database), exception);
            }
        }
    }

    /// <summary>Leaves the target, and checks that it may be replaced.</summary>
    /// <exception cref="PumFailureException">What prevents it.</exception>
    public async Task CheckReplacingAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        await Session.DisposeAsync();
        await ReplaceCheck.RunAsync(context, this, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        if (Maintenance is not null)
            await Maintenance.DisposeAsync();
    }

    private static Task<TargetInspection> InspectTargetAsync(
        RestoreContext context, Session session, CancellationToken cancellationToken) =>
        WhileOpenAsync(session, async () =>
        {
            var target = await Target.InspectAsync(session, cancellationToken);
            return context.Request.ReplaceDatabase
                ? await ToReplaceAsync(context, session, target, cancellationToken)
                : new(session, null, target, target, await SessionRoles.InspectAsync(session, cancellationToken))
                {
                    Installed = await InstalledObjects.InspectAsync(session, cancellationToken),
                };
        });

    private static async Task<TargetInspection> ToReplaceAsync(
        RestoreContext context, Session session, Target target, CancellationToken cancellationToken)
    {
        var maintenance = await context.OpenMaintenanceAsync(cancellationToken);
        return await WhileOpenAsync(maintenance, async () =>
        {
            var roles = await SessionRoles.InspectAsync(maintenance, cancellationToken);
            var rights = await DatabaseRights.InspectAsync(maintenance, target.Database!.Oid, cancellationToken);
            var known = target with { IsSuperuser = roles.InForceIsSuperuser, Database = target.Database with { Rights = rights } };
            return new TargetInspection(session, maintenance, known, known, roles);
        });
    }

    /// <summary>What the server says, or <see langword="null"/> where the target is there.</summary>
    private static Task<TargetInspection?> InspectMaintenanceAsync(
        RestoreContext context, Session session, CancellationToken cancellationToken) =>
        WhileOpenAsync(session, async () =>
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
            return new TargetInspection(session, null, Existing: null, missing with { IsSuperuser = roles.InForceIsSuperuser }, roles);
        });

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
