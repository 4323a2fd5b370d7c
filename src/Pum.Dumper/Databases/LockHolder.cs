using System.Globalization;

namespace Pum.Dumper.Databases;

/// <summary>The session, or the prepared transaction, that holds an advisory lock.</summary>
/// <param name="ProcessId">The server process; <see langword="null"/> for a prepared transaction.</param>
/// <param name="Application">Its <c>application_name</c>.</param>
/// <param name="User">Its role.</param>
/// <param name="IsOurRole">Whether that is the role in force here.</param>
internal sealed record LockHolder(int? ProcessId, string Application, string User, bool IsOurRole)
{
    /// <summary>The session for people: <c>session 712 (psql, user ci)</c>.</summary>
    public string Display => ProcessId is { } id
        ? string.Create(CultureInfo.InvariantCulture, $"session {id} ({(Application.Length > 0 ? Application + ", " : "")}user {User})")
        : "a prepared transaction";
}
