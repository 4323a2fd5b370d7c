using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Looks at the target before it is touched.</summary>
internal static class TargetInspection
{
    /// <summary>The target as it is, or <see langword="null"/> where it is missing and may be created.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008; what stands against replacing it.</exception>
    public static async Task<Target?> RunAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        Target target;
        try
        {
            await using var session = await ServerWait.UntilReachedAsync(
                () => Session.OpenAsync(context.Connection, context.Failure("PumRestore"), cancellationToken),
                TimeSpan.FromSeconds(request.Connection.WaitForServer),
                context.Reporter,
                cancellationToken);
            target = await Target.InspectAsync(session, cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName && (request.CreateDatabase || request.ReplaceDatabase))
        {
            return null;
        }

        if (request.ReplaceDatabase)
            await ReplaceCheck.RunAsync(context, target, cancellationToken);
        return target;
    }
}
