using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>
/// What PostgreSQL keeps about a database outside of it, and what a new one therefore does not get from a dump: see
/// <see href="https://www.postgresql.org/docs/current/sql-alterdatabase.html">ALTER DATABASE</see>.
/// </summary>
/// <param name="Owner">Its owner.</param>
/// <param name="ConnectionLimit">How many sessions it takes; -1 is no limit.</param>
/// <param name="Privileges">Who may do what; <see langword="null"/> means the default.</param>
/// <param name="Settings">Settings for its sessions, for all roles and for single ones.</param>
internal sealed record DatabaseAttributes(
    string Owner, int ConnectionLimit, ImmutableArray<DatabasePrivilege>? Privileges, ImmutableArray<DatabaseSetting> Settings)
{
    private static string Query(uint oid) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT pg_catalog.pg_get_userbyid(datdba)::pg_catalog.text, datconnlimit, datacl IS NOT NULL FROM pg_catalog.pg_database WHERE oid = {oid}
        """);

    // The owner's own grants come first: others grant what they got from them.
    private static string PrivilegeQuery(uint oid) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT pg_catalog.pg_get_userbyid(a.grantor)::pg_catalog.text,
               CASE WHEN a.grantee = 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(a.grantee)::pg_catalog.text END, a.privilege_type, a.is_grantable
          FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) WITH ORDINALITY a (grantor, grantee, privilege_type, is_grantable, place)
         WHERE d.oid = {oid}
         ORDER BY a.grantor <> d.datdba, a.place
        """);

    private static string SettingQuery(uint oid) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT CASE WHEN s.setrole = 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(s.setrole)::pg_catalog.text END,
               pg_catalog.split_part(c.setting, '=', 1), pg_catalog.substr(c.setting, pg_catalog.strpos(c.setting, '=') + 1)
          FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) WITH ORDINALITY c (setting, place)
         WHERE s.setdatabase = {oid}
         ORDER BY s.setrole, c.place
        """);

    /// <summary>Asks the server, from any of its databases.</summary>
    public static async Task<DatabaseAttributes> InspectAsync(Session session, uint oid, CancellationToken cancellationToken)
    {
        var (owner, limit, hasPrivileges) = await session.QueryAsync(
            Query(oid), row => (row.GetString(0), row.GetInt32(1), row.GetBoolean(2)), cancellationToken);
        var privileges = await session.QueryRowsAsync(
            PrivilegeQuery(oid),
            row => new DatabasePrivilege(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2), row.GetBoolean(3)),
            cancellationToken);
        var settings = await session.QueryRowsAsync(
            SettingQuery(oid),
            row => new DatabaseSetting(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), row.GetString(2)),
            cancellationToken);
        return new(owner, limit, hasPrivileges ? privileges : null, settings);
    }

    /// <summary>The statements that give all of it to a database that has none of it.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="role">The role that the session took on, or <see langword="null"/>.</param>
    /// <param name="withOwner">Whether the owner too, which needs the right to SET ROLE to it.</param>
    public IEnumerable<CarriedOver> CarryTo(string database, string? role, bool withOwner)
    {
        var name = Sql.Identifier(database);
        if (withOwner)
            yield return new("owner", [$"ALTER DATABASE {name} OWNER TO {Sql.Identifier(Owner)}"], IsRequired: true);
        if (Privileges is { } privileges)
        {
            yield return new(
                "privileges",
                [$"REVOKE ALL ON DATABASE {name} FROM PUBLIC", $"REVOKE ALL ON DATABASE {name} FROM {Sql.Identifier(Owner)}"],
                IsRequired: true);
            foreach (var privilege in privileges)
                yield return new($"privilege ({privilege.Display})", privilege.GrantOn(name, Owner, role));
        }

        if (ConnectionLimit >= 0)
            yield return new("connection limit", [string.Create(
                CultureInfo.InvariantCulture, $"ALTER DATABASE {name} CONNECTION LIMIT {ConnectionLimit}")]);
        foreach (var setting in Settings)
            yield return new($"setting ({setting.Display})", [setting.SetOn(name)]);
    }
}
