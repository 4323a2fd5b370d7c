using Pum.Dumper.Connections;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Seeding;

/// <summary>A database with a name that a template has.</summary>
/// <param name="Oid">Its OID.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="IsOurs">Whether that is the role in force: any other role can make a database of any name.</param>
/// <param name="IsClosed">Whether nobody can connect.</param>
/// <param name="Comment">The comment on it.</param>
/// <param name="IsCurrent">
/// Whether it was made under the rules for sorting that the server has now: under others, of an ICU for instance, it cannot be cloned.
/// </param>
/// <param name="Size">Its size in bytes; 0 where it is another role's.</param>
internal sealed record FoundDatabase(uint Oid, string Owner, bool IsOurs, bool IsClosed, string? Comment, bool IsCurrent, long Size)
{
    // pg_database_size() is NULL for a database whose files are gone: one that is being dropped, or whose drop was interrupted.
    private static string Query(ServerFacts server) => $"""
        SELECT d.oid::pg_catalog.int8, pg_catalog.pg_get_userbyid(d.datdba)::pg_catalog.text, pg_catalog.pg_get_userbyid(d.datdba) = current_user,
               NOT d.datallowconn AND d.datconnlimit <> -2, pg_catalog.shobj_description(d.oid, 'pg_database'),
               {(server.TellsCollationVersion ? "d.datcollversion IS NOT DISTINCT FROM pg_catalog.pg_database_collation_actual_version(d.oid)" : "true")},
               CASE WHEN pg_catalog.pg_get_userbyid(d.datdba) = current_user THEN coalesce(pg_catalog.pg_database_size(d.oid), 0) ELSE 0 END
          FROM pg_catalog.pg_database d
        """;

    /// <summary>Asks the server; <see langword="null"/> where there is none of that name.</summary>
    public static async Task<FoundDatabase?> FindAsync(Session session, string name, ServerFacts server)
    {
        var found = await session.QueryRowsAsync(
            $"{Query(server)} WHERE d.datname = {Sql.Literal(name)}",
            row => new FoundDatabase(
                (uint)row.GetInt64(0),
                row.GetString(1),
                row.GetBoolean(2),
                row.GetBoolean(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetBoolean(5),
                row.GetInt64(6)),
            CancellationToken.None);
        return found.FirstOrDefault();
    }

    /// <summary>The stamp that says that it is a complete template of this key; <see langword="null"/> where it is not.</summary>
    public TemplateStamp? StampFor(string key) =>
        IsOurs && IsClosed && IsCurrent && TemplateStamp.Parse(Comment) is { } stamp && stamp.DatabaseOid == Oid && stamp.Key == key
            ? stamp
            : null;
}
