using System.Collections.Immutable;
using System.Data;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>What the catalogues say of the database that a session is in.</summary>
internal sealed record DatabaseFacts
{
    /// <summary>The tablespace of every database that names none.</summary>
    public const string DefaultTablespace = "pg_default";

    // Columns that came later are read by name: a server that lacks them answers NULL.
    private const string Query = """
        SELECT d.oid::pg_catalog.int8,
               pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'),
               pg_catalog.shobj_description(d.oid, 'pg_database'),
               pg_catalog.pg_get_userbyid(d.datdba)::pg_catalog.text,
               (SELECT a.rolsuper FROM pg_catalog.pg_roles a WHERE a.oid = d.datdba),
               d.datistemplate,
               (SELECT spcname::pg_catalog.text FROM pg_catalog.pg_tablespace WHERE oid = d.dattablespace),
               pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text,
               d.datcollate::pg_catalog.text,
               d.datctype::pg_catalog.text,
               pg_catalog.to_jsonb(d) ->> 'datlocprovider',
               coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale'),
               pg_catalog.to_jsonb(d) ->> 'daticurules'
          FROM pg_catalog.pg_database d
         WHERE d.datname = pg_catalog.current_database()
        """;

    private const string SystemIdentifierQuery = "SELECT system_identifier FROM pg_catalog.pg_control_system()";

    /// <summary>The database's OID.</summary>
    public required uint Oid { get; init; }

    /// <summary>
    /// The server's <c>system_identifier</c>, or <see langword="null"/> where the role may not ask for it: administrators who harden a
    /// server take <c>pg_control_system()</c> from PUBLIC.
    /// </summary>
    public required long? SystemIdentifier { get; init; }

    /// <summary>The comment on it.</summary>
    public required DatabaseComment Comment { get; init; }

    /// <summary>Its owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Whether its owner is a superuser.</summary>
    public required bool IsSuperusers { get; init; }

    /// <summary>What the role of the restore may do with it, asked where it is to be replaced.</summary>
    public DatabaseRights Rights { get; init; } = DatabaseRights.None;

    /// <summary>The role that a database in its place is to belong to, or <see langword="null"/> where that may not be.</summary>
    public string? OwnerToKeep => Rights.MayGiveToOwner ? Owner : null;

    /// <summary>Whether it is marked as a template.</summary>
    public required bool IsTemplate { get; init; }

    /// <summary>Its tablespace.</summary>
    public required string Tablespace { get; init; }

    /// <summary>The tablespace of a database that replaces this one, or <see langword="null"/> where it has its template's.</summary>
    public string? TablespaceToKeep => Rights.MayUseTablespace && Tablespace != DefaultTablespace ? Tablespace : null;

    /// <summary>Its encoding and locale.</summary>
    public required DatabaseProperties Properties { get; init; }

    /// <summary>Whether it carries our stamp for this very database and server.</summary>
    public bool IsStamped => SystemIdentifier is { } server && (Comment.Stamp?.IsOf(Oid, server) ?? false);

    /// <summary>The objects in it that came from a restore of ours.</summary>
    // A stamp of an earlier version accounts for everything in the database.
    public ObjectMark Restored => IsStamped ? Comment.Stamp!.Objects ?? ObjectMark.Everything : ObjectMark.Nothing;

    /// <summary>A stamp for it; <see langword="null"/> where the server could not be told from others by it.</summary>
    /// <param name="sha256">Of the dump.</param>
    /// <param name="objects">What it holds.</param>
    public Stamp? NewStamp(string sha256, ObjectMark objects) => SystemIdentifier is { } server ? new(Oid, server, sha256, objects) : null;

    /// <summary>Asks the server.</summary>
    public static async Task<DatabaseFacts> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var (facts, maySeeIdentifier) = await session.QueryAsync(Query, row => (Read(row), row.GetBoolean(1)), cancellationToken);
        return maySeeIdentifier
            ? facts with { SystemIdentifier = await session.QueryAsync(SystemIdentifierQuery, row => row.GetInt64(0), cancellationToken) }
            : facts;
    }

    private static DatabaseFacts Read(IDataRecord row) => new()
    {
        Oid = (uint)row.GetInt64(0),
        SystemIdentifier = null,
        Comment = DatabaseComment.Parse(Text(row, 2)),
        Owner = row.GetString(3),
        IsSuperusers = row.GetBoolean(4),
        IsTemplate = row.GetBoolean(5),
        Tablespace = row.GetString(6),
        Properties = new(row.GetString(7), Locale(row)),
    };

    private static ImmutableArray<KeyValuePair<string, string>> Locale(IDataRecord row)
    {
        // From 15 on: without it a new database has the one of its template.
        var provider = Text(row, 10) switch { "c" => "libc", "i" => "icu", "b" => "builtin", _ => null };
        var options = new (string Name, string? Value)[]
        {
            ("LC_COLLATE", row.GetString(8)),
            ("LC_CTYPE", row.GetString(9)),
            ("LOCALE_PROVIDER", provider),
            (provider == "builtin" ? "BUILTIN_LOCALE" : "ICU_LOCALE", provider is null or "libc" ? null : Text(row, 11)),
            ("ICU_RULES", Text(row, 12)),
        };
        return [.. options.Where(option => option.Value is not null).Select(option => KeyValuePair.Create(option.Name, option.Value!))];
    }

    private static string? Text(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
