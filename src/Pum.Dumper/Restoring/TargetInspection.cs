using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Looks at the target before it is touched.</summary>
internal static class TargetInspection
{
    /// <summary>How often a target is tried whose name is there and leads nowhere.</summary>
    private const int Attempts = 10;

    /// <summary>The target as it is, or <see langword="null"/> where it is missing and may be created.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008; what stands against replacing it.</exception>
    public static async Task<Target?> RunAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        Target target;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                target = await InspectAsync(context, cancellationToken);
                break;
            }
            catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName && (request.CreateDatabase || request.ReplaceDatabase))
            {
                // Who connects in the middle of a swap is told the same as where there is none.
                if (!await IsThereAsync(context, cancellationToken))
                    return null;
                if (attempt == Attempts)
                    throw new PumFailureException(ReplaceFailures.NotTheSame(context.Connection.Database), exception);
            }
        }

        if (request.ReplaceDatabase)
            await ReplaceCheck.RunAsync(context, target, cancellationToken);
        return target;
    }

    private static async Task<Target> InspectAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        await using var session = await ServerWait.UntilReachedAsync(
            () => Session.OpenAsync(context.Connection, context.Failure("PumRestore"), cancellationToken),
            TimeSpan.FromSeconds(context.Request.Connection.WaitForServer),
            context.Reporter,
            cancellationToken);
        return await Target.InspectAsync(session, cancellationToken);
    }

    private static async Task<bool> IsThereAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        await using var maintenance = await MaintenanceDatabase.OpenAsync(context.Connection, context.Failure("PumRestore"), cancellationToken);
        return await maintenance.QueryAsync(
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = {Sql.Literal(context.Connection.Database)})", row => row.GetBoolean(0), cancellationToken);
    }
}
