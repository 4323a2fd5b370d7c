using System.Globalization;

namespace Pum.Dumper.Databases;

/// <summary>A session of another client.</summary>
/// <param name="ProcessId">The server process.</param>
/// <param name="Application">Its <c>application_name</c>.</param>
/// <param name="User">Its role.</param>
/// <param name="Address">Where its client is; empty on a socket, or where the role in force may not know.</param>
/// <param name="State">What it is doing; empty where the role in force may not know.</param>
/// <param name="MayEnd">Whether the role in force may end it.</param>
internal sealed record OtherSession(int ProcessId, string Application, string User, string Address, string State, bool MayEnd)
{
    /// <summary>The session for people: <c>psql of ci (pid 712, from 10.0.0.5, idle)</c>.</summary>
    public string Display
    {
        get
        {
            string[] details = [.. new[] { string.Create(CultureInfo.InvariantCulture, $"pid {ProcessId}"), Address.Length > 0 ? "from " + Address : "", State }.Where(detail => detail.Length > 0)];
            return $"{(Application.Length > 0 ? Application : "a session")} of {(User.Length > 0 ? User : "the server")} ({string.Join(", ", details)})";
        }
    }
}
