using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// Finds out who can have code run with the rights of the role that logs in, while the restore is under way and others see its tables.
/// </summary>
internal static class InterferenceCheck
{
    /// <summary>Warnings: PUM5005.</summary>
    /// <param name="context">What every step knows.</param>
    /// <param name="existing">The target, or <see langword="null"/> where there is none.</param>
    public static IEnumerable<PumFailure> Find(RestoreContext context, DatabaseFacts? existing)
    {
        var (connection, login) = (context.Connection, context.Connection.User);
        var isOthers = connection.Role is { } role && role != login && !context.Target.IsSuperuser;
        if (context.IsNew && context.Creator == DatabaseCreator.RoleInForce && isOthers)
            yield return RestoreFailures.RoleMayInterfere(connection.RoleInForce, login);
        if (!context.OneTransaction && !context.IsNew && existing is { IsSuperusers: false } && existing.Owner != login)
            yield return RestoreFailures.OwnerMayInterfere(connection.Database, existing.Owner, login);
    }
}
