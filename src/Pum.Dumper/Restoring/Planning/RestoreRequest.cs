using Pum.Dumper.Connections;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>What to restore, and where to.</summary>
internal sealed record RestoreRequest
{
    /// <summary>
    /// Who asks, as users know it (a task's or a command's name): lines of the log and the sessions on the server begin with it.
    /// </summary>
    public required string Caller { get; init; }

    /// <summary>The target.</summary>
    public required ConnectionRequest Connection { get; init; }

    /// <summary>Full path of the dump, of any format; the format is recognised from the content.</summary>
    public required string File { get; init; }

    /// <summary>The folder that relative paths in the connection count from.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Folder of the client tools to use; <see langword="null"/> searches for them.</summary>
    public string? ToolPath { get; init; }

    /// <summary>Which schemas, tables and extensions to restore; archives only.</summary>
    public ObjectFilter Filter { get; init; } = ObjectFilter.None;

    /// <summary>
    /// Leaves out too what needs something that the filter leaves out; else such dependents are a failure (PUM5011). Archives only.
    /// </summary>
    public bool ExcludeDependents { get; init; }

    /// <summary>Definitions alone, no rows; archives only.</summary>
    public bool SchemaOnly { get; init; }

    /// <summary>Rows alone, no definitions; archives only.</summary>
    public bool DataOnly { get; init; }

    /// <summary>Leaves out ownership; <see langword="null"/> means true for archives, and not set for a plain dump.</summary>
    public bool? NoOwner { get; init; }

    /// <summary>Leaves out GRANT and REVOKE; as <see cref="NoOwner"/>.</summary>
    public bool? NoPrivileges { get; init; }

    /// <summary>Leaves out tablespaces; as <see cref="NoOwner"/>.</summary>
    public bool? NoTablespaces { get; init; }

    /// <summary>Leaves out subscriptions; as <see cref="NoOwner"/>.</summary>
    public bool? NoSubscriptions { get; init; }

    /// <summary>Turns every SQL error into a warning (PUM5010) and gives up the one transaction.</summary>
    public bool IgnoreErrors { get; init; }

    /// <summary>Creates the target when it is missing.</summary>
    public bool CreateDatabase { get; init; }

    /// <summary>
    /// Restores into a scratch database and swaps that in under the target's name; creates the target if it is missing. Not together with
    /// <see cref="Clean"/>.
    /// </summary>
    public bool ReplaceDatabase { get; init; }

    /// <summary>
    /// Closes a database that the restore creates for all sessions, in the transaction that gives it its name, and stamps it as a template
    /// of this key; <see langword="null"/> leaves it open. With a key, a database that has the target's name is never replaced (PUM6001).
    /// See <see cref="Databases.TemplateStamp"/>.
    /// </summary>
    public string? TemplateKey { get; init; }

    /// <summary>
    /// What the dump must be, as SHA-256 in lower-case hexadecimal: another one is a failure (PUM1003), before a new database gets its name
    /// and before an existing one is touched. <see langword="null"/> takes any.
    /// </summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>What a new database is made from by default: it holds no user's objects.</summary>
    internal const string PlainTemplate = "template0";

    /// <summary>What a new database is made from.</summary>
    public string BaseTemplate { get; init; } = PlainTemplate;

    /// <summary>Drops each object of an archive before it is created again.</summary>
    public bool Clean { get; init; }

    /// <summary>The name of the database whose content may be lost, spelled out.</summary>
    public string? ConfirmReplace { get; init; }

    /// <summary>Ends other sessions in the target that block a swap.</summary>
    public bool DisconnectUsers { get; init; }

    /// <summary>
    /// Parallel workers; <see langword="null"/> is one for each core where the restore may be parallel, else one: into an existing
    /// database, from a tar archive or a plain dump, and with <see cref="IgnoreErrors"/>, which would ignore a deadlock between workers
    /// too.
    /// </summary>
    public int? Jobs { get; init; }

    /// <summary>
    /// Milliseconds to wait for a lock that another session holds; <see langword="null"/> or 0 waits as long as it takes.
    /// </summary>
    public int? LockTimeout { get; init; }

    /// <summary>Lets a plain dump use psql's backslash commands.</summary>
    public bool TrustDump { get; init; }

    /// <summary>Further options of pg_restore, or of psql for a plain dump, written as for a shell.</summary>
    public string AdditionalOptions { get; init; } = "";
}
