using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>What every step of a restore knows.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Connection">Where to: the target itself, or the database that will get its name.</param>
/// <param name="Target">What the target is like.</param>
/// <param name="IsNew">Whether the target is made for this restore, so that nothing in it needs to be undone.</param>
/// <param name="Reporter">Where it is said.</param>
/// <param name="Environment">The process it runs in.</param>
internal sealed record RestoreContext(
    RestoreRequest Request, Connection Connection, Target Target, bool IsNew, IReporter Reporter, HostEnvironment Environment)
{
    /// <summary>The roles of the restore's sessions.</summary>
    public SessionRoles Roles { get; init; } = SessionRoles.Unknown;

    /// <summary>The role that a session takes on which creates or renames a database, or <see langword="null"/>.</summary>
    public string? CreatorsRole => Roles.Creator == DatabaseCreator.LoginRole ? Roles.Login : Connection.Role;

    /// <summary>The role of that session, whatever put it in force; <see langword="null"/> before the server was asked.</summary>
    public string? CreatorsRoleInForce => CreatorsRole ?? (Roles.InForce.Length > 0 ? Roles.InForce : null);

    /// <summary>
    /// The role that restores into a new database, which belongs to the role that logged in until it has the target's name;
    /// <see langword="null"/> where that is the same role, or may create none. Tables are their owner's from the first moment: if he could
    /// enter the database, a trigger of his would run in the session that fills them, with the rights of the role that logged in.
    /// </summary>
    public string? RestoringRole => IsNew && Roles.Creator == DatabaseCreator.LoginRole ? Roles.InForce : null;

    /// <summary>Whether all of it happens in one transaction.</summary>
    public bool OneTransaction => !IsNew && !Request.IgnoreErrors;

    /// <summary>What is known when a tool fails, or a session of ours.</summary>
    /// <param name="tool">The tool; <see langword="null"/> for a session of ours.</param>
    public FailureContext Failure(string? tool = null) =>
        new(
            tool ?? Request.Caller,
            0,
            [],
            Connection.Display,
            Dumping: false,
            Request.File,
            Connection.MayNeedEscaping,
            Connection.Redact,
            InOneTransaction: OneTransaction);

    /// <summary>A session in the database from which others are created and renamed, of the role that may do that.</summary>
    /// <exception cref="PumFailureException">Those of connecting.</exception>
    public Task<Session> OpenCreatorAsync(CancellationToken cancellationToken) =>
        MaintenanceDatabase.OpenAsync(Connection with { Role = CreatorsRole }, Failure(), cancellationToken);

    /// <summary>A session of the role in force in the same database: for all else.</summary>
    /// <exception cref="PumFailureException">Those of connecting.</exception>
    public Task<Session> OpenMaintenanceAsync(CancellationToken cancellationToken) =>
        MaintenanceDatabase.OpenAsync(Connection, Failure(), cancellationToken);
}
