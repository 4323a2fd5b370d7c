namespace Pum.Dumper.Connections;

/// <summary>
/// The settings with which every session of ours begins. The owner of a database, and every role that may create something in it, decides
/// by <c>search_path</c> and by own objects what an unqualified name or an operator means (CVE-2018-1058), and settings of the role or the
/// database decide how long a session lives. With an empty path only <c>pg_catalog</c> is searched, as in pg_dump and pg_restore; see
/// <see href="https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH">The Schema Search Path</see>.
/// </summary>
internal static class SessionStart
{
    private static readonly (string Name, string Value)[] Limits =
    [
        ("statement_timeout", "0"),
        ("lock_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        ("idle_session_timeout", "0"),
        ("transaction_timeout", "0"),
    ];

    /// <summary>
    /// The settings: no name is looked up outside <c>pg_catalog</c>, no limit ends the session, a transaction may write, literals are read
    /// as written, and plans are not compiled (JIT), which takes longer than our queries. Some came with later versions; a server that does
    /// not know a setting is not asked for it.
    /// </summary>
    private static readonly (string Name, string Value)[] Settings =
    [
        ("search_path", ""),
        // Backslashes in our literals are backslashes.
        ("standard_conforming_strings", "on"),
        .. Limits,
        ("default_transaction_read_only", "off"),
        ("default_transaction_isolation", "read committed"),
        ("default_transaction_deferrable", "off"),
        ("jit", "off"),
    ];

    /// <summary>For a session that is ours alone until it ends.</summary>
    public static string Statement { get; } = Write(Settings, local: false);

    /// <summary>For a transaction, which a pooler may run in a session that others use too: what it sets ends with it.</summary>
    public static string StatementForTransaction { get; } = Write(Settings, local: true);

    /// <summary>
    /// For a session that runs a script as psql would, but to its end: no limit ends it, and all else is as the script expects.
    /// </summary>
    public static string StatementForScript { get; } = Write(Limits, local: false);

    // It runs under the path that it replaces: every name is qualified, and there is no operator in it. It returns no row, since
    // set_config() returns no NULL, so that psql prints nothing. CASE keeps the order: an unknown setting is an error to set, but not to
    // look at.
    private static string Write((string Name, string Value)[] settings, bool local) => $"""
        SELECT FROM (VALUES {string.Join(", ", settings.Select(setting => $"('{setting.Name}', '{setting.Value}')"))}) AS setting (name, value)
         WHERE CASE WHEN pg_catalog.current_setting(name, true) IS NOT NULL
                    THEN pg_catalog.set_config(name, value, {(local ? "true" : "false")}) IS NULL
               END
        """;
}
