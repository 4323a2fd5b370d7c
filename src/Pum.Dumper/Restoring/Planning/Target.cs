using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>What the target is like before a restore.</summary>
/// <param name="Server">Version of its server.</param>
/// <param name="IsSuperuser">Whether the role in force is a superuser.</param>
internal sealed record Target(PostgresVersion Server, bool IsSuperuser)
{
    /// <summary>What the catalogues say of the database itself.</summary>
    public DatabaseFacts? Database { get; init; }

    /// <summary>What it holds, compared with what its stamp accounts for.</summary>
    public DatabaseContent Content { get; init; } = DatabaseContent.None;

    /// <summary>Whether the role in force may create something in the schema <c>public</c>.</summary>
    public bool MayCreateInPublic { get; init; }

    /// <summary>Whether the role in force may create schemas.</summary>
    public bool MayCreateSchemas { get; init; }

    /// <summary>The server's setting <c>lc_messages</c>.</summary>
    public string Messages { get; init; } = "C";

    /// <summary>
    /// Whether <c>maintenance_work_mem</c> is PostgreSQL's own, set neither by the server nor for the role or the session.
    /// </summary>
    public bool HasDefaultMaintenanceMemory { get; init; }

    /// <summary>
    /// Whether the server's messages are not translated; an empty <c>lc_messages</c> leaves that to the machine's locale.
    /// </summary>
    public bool SpeaksEnglish =>
        Messages is "C" or "POSIX"
            || Messages.StartsWith("C.", StringComparison.Ordinal)
            || Messages.StartsWith("en", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether it holds something that no restore of ours put there. Rows and large objects beside the objects of such a restore are data.
    /// </summary>
    public bool HoldsForeignContent => Content.Unaccounted > 0 || HoldsForeignLargeObjects;

    /// <summary>Whether it holds large objects, and nothing says that they are a restore's data.</summary>
    public bool HoldsForeignLargeObjects => Content.LargeObjects > 0 && Database is not { IsStamped: true };

    private const string Query = """
        SELECT pg_catalog.current_setting('server_version_num')::int,
               (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
               coalesce((SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = 'public'), true),
               pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
               pg_catalog.current_setting('lc_messages'),
               coalesce((SELECT source = 'default' FROM pg_catalog.pg_settings WHERE name = 'maintenance_work_mem'), false)
        """;

    /// <summary>Before the server was asked.</summary>
    public static Target Unknown { get; } = new(default, false);

    /// <summary>The content that needs ConfirmReplace; if there is none, all of it.</summary>
    public string ContentInWords =>
        Content is { Unaccounted: 0, LargeObjects: > 0 } && HoldsForeignContent ? Number(Content.LargeObjects, "large object")
        : Content.Unaccounted == 0 ? Number(Content.Mark.Count, "object")
        : Number(Content.Unaccounted, "object") + (Database is { IsStamped: true } ? " that the last restore did not make" : "") + Content.Some;

    /// <summary>Asks the server.</summary>
    public static async Task<Target> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var database = await DatabaseFacts.InspectAsync(session, cancellationToken);
        var content = await DatabaseContent.InspectAsync(session, database.Restored, cancellationToken);
        return await session.QueryAsync(
            Query,
            row => new Target(PostgresVersion.FromNumber(row.GetInt32(0)), row.GetBoolean(1))
            {
                Database = database,
                Content = content,
                MayCreateInPublic = row.GetBoolean(2),
                MayCreateSchemas = row.GetBoolean(3),
                Messages = row.GetString(4),
                HasDefaultMaintenanceMemory = row.GetBoolean(5),
            },
            cancellationToken);
    }

    private static string Number(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
