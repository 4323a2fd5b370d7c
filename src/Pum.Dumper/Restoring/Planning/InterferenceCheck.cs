using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// Finds out who can have code run with the rights of the role that logs in, during a restore or afterwards.
/// </summary>
internal static class InterferenceCheck
{
    /// <summary>Warnings: PUM5005.</summary>
    /// <param name="context">What every step knows.</param>
    /// <param name="existing">The target, or <see langword="null"/> where there is none.</param>
    public static IEnumerable<PumFailure> Find(RestoreContext context, DatabaseFacts? existing)
    {
        var (roles, database) = (context.Roles, context.Connection.Database);
        var isOthers = roles.InForce != roles.Login && !roles.InForceIsSuperuser;
        if (context.IsNew && isOthers && roles.Creator == DatabaseCreator.RoleInForce)
            yield return RestoreFailures.RoleMayInterfere(roles.InForce, roles.Login);
        if (context.IsNew)
            yield break;
        if (isOthers && !context.OneTransaction)
            yield return RestoreFailures.RoleMayInterfereBetween(roles.InForce, roles.Login);
        // The owner can put a role in force (ALTER DATABASE … SET role), and code can reset it. To name the owner as Role is a decision;
        // the manual says what it means.
        if (existing is { IsSuperusers: false } && existing.Owner != roles.Login && existing.Owner != context.Connection.Role)
            yield return RestoreFailures.OwnerMayInterfere(database, existing.Owner, roles.Login, roles.InForce);
    }
}
