namespace Pum.Dumper.Servers;

/// <summary>
/// The ways of stopping a server, by the names of <c>pg_ctl stop --mode</c>: see
/// <see href="https://www.postgresql.org/docs/current/app-pg-ctl.html">pg_ctl</see>.
/// </summary>
internal enum ServerStop
{
    /// <summary>Rolls back what runs, disconnects everybody and writes everything to disk.</summary>
    Fast,

    /// <summary>
    /// Aborts at once, as in a crash; the next start recovers all but the last commits, unless <c>synchronous_commit</c> was set to
    /// <c>on</c>.
    /// </summary>
    Immediate,
}
