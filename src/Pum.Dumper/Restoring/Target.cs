using Pum.Dumper.Connections;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Restoring;

/// <summary>What the target is like before a restore.</summary>
/// <param name="Server">Version of its server.</param>
/// <param name="IsSuperuser">Whether the role in force is a superuser.</param>
/// <param name="OwnsPublic">Whether the role in force may comment on the schema <c>public</c>.</param>
/// <param name="Tables">Number of tables that somebody made.</param>
/// <param name="Objects">Number of all objects that somebody made.</param>
internal sealed record Target(PostgresVersion Server, bool IsSuperuser, bool OwnsPublic, long Tables, long Objects)
{
    /// <summary>What the catalogues say of the database itself.</summary>
    public DatabaseFacts? Database { get; init; }

    /// <summary>Whether the role in force may create something in the schema <c>public</c>.</summary>
    public bool MayCreateInPublic { get; init; }

    /// <summary>Whether the role in force may create schemas.</summary>
    public bool MayCreateSchemas { get; init; }

    /// <summary>The server's process that answered, by its own account.</summary>
    public int ServedBy { get; init; }

    /// <summary>The server's setting <c>lc_messages</c>.</summary>
    public string Messages { get; init; } = "C";

    /// <summary>Whether the server's messages are not translated; where <c>lc_messages</c> is empty, that is the machine's affair.</summary>
    public bool SpeaksEnglish => Messages is "C" or "POSIX" || Messages.StartsWith("C.", StringComparison.Ordinal) || Messages.StartsWith("en", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it holds something that no restore of ours put there.</summary>
    public bool HoldsForeignContent => Objects > 0 && Database is not { IsStamped: true };

    /// <summary>
    /// Objects made after initdb have an OID of 16384 or more (<c>FirstNormalObjectId</c> in <c>src/include/access/transam.h</c>).
    /// </summary>
    private const string Query = """
        SELECT current_setting('server_version_num')::int,
               (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
               coalesce((SELECT pg_catalog.pg_has_role(nspowner, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = 'public'), false),
               (SELECT count(*) FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p', 'f')),
               (SELECT count(*) FROM pg_catalog.pg_class WHERE oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace)
               + (SELECT count(*) FROM pg_catalog.pg_proc WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_type WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_(toast_)?temp_')
               + (SELECT count(*) FROM pg_catalog.pg_extension WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata)
               + (SELECT count(*) FROM pg_catalog.pg_collation WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_operator WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_cast WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_conversion WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_ts_config WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_ts_dict WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_foreign_data_wrapper WHERE oid >= 16384)
               + (SELECT count(*) FROM pg_catalog.pg_publication)
               + (SELECT count(*) FROM pg_catalog.pg_event_trigger),
               coalesce((SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = 'public'), true),
               pg_catalog.has_database_privilege(current_database(), 'CREATE'),
               pg_catalog.pg_backend_pid(),
               current_setting('lc_messages')
        """;

    /// <summary>Before the server was asked.</summary>
    public static Target Unknown { get; } = new(default, false, false, 0, 0);

    /// <summary>The content in words.</summary>
    public string Content => Tables == 1 ? "a table" : Tables > 0 ? $"{Tables} tables" : Objects == 1 ? "an object" : $"{Objects} objects";

    /// <summary>Asks the server.</summary>
    public static async Task<Target> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var database = await DatabaseFacts.InspectAsync(session, cancellationToken);
        return await session.QueryAsync(
            Query,
            row => new Target(PostgresVersion.FromNumber(row.GetInt32(0)), row.GetBoolean(1), row.GetBoolean(2), row.GetInt64(3), row.GetInt64(4))
            {
                Database = database,
                MayCreateInPublic = row.GetBoolean(5),
                MayCreateSchemas = row.GetBoolean(6),
                ServedBy = row.GetInt32(7),
                Messages = row.GetString(8),
            },
            cancellationToken);
    }
}
