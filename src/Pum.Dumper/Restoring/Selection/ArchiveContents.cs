using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>What an archive holds, and how its entries hang together.</summary>
internal sealed class ArchiveContents
{
    // A restore of everything asks for none of these.
    private readonly Lazy<Dictionary<int, ArchiveEntry>> _byId;
    private readonly Lazy<Dictionary<RelationName, ArchiveEntry>> _relations;
    private readonly Lazy<Dictionary<int, RelationName>> _relationOf;
    private readonly Lazy<ILookup<RelationName, ArchiveEntry>> _attachments;
    private readonly Lazy<ILookup<RelationName, ArchiveEntry>> _queries;

    /// <summary>Reads it from the entries.</summary>
    public ArchiveContents(ImmutableArray<ArchiveEntry> entries)
    {
        Entries = entries;
        _byId = new(() => entries.ToDictionary(entry => entry.DumpId));
        _relations = new(() => entries.Where(IsRelation).DistinctBy(OwnName).ToDictionary(OwnName));
        _relationOf = new(FindRelations);
        _attachments = new(() => entries.Where(entry => entry.Description == "TABLE ATTACH").ToLookup(OwnName));
        _queries = new(() => entries.Where(IsQuery).ToLookup(query => _relationOf.Value.GetValueOrDefault(query.DumpId)));
    }

    /// <summary>All entries, in the archive's order.</summary>
    public ImmutableArray<ArchiveEntry> Entries { get; }

    /// <summary>The names of all schemas; every database has <c>public</c>, which is in the archive only where it was changed.</summary>
    public IEnumerable<string> Schemas => Entries
        .Select(entry => entry.Description == "SCHEMA" ? entry.Tag : entry.Namespace)
        .OfType<string>().Append("public").Distinct(StringComparer.Ordinal);

    /// <summary>The names of all relations, those too of which there is only data or an index.</summary>
    public IEnumerable<RelationName> Relations => _relationOf.Value.Values.Distinct();

    /// <summary>The names of all extensions.</summary>
    public IEnumerable<string> Extensions => Entries.Where(entry => entry.Description == "EXTENSION").Select(entry => entry.Tag);

    /// <summary>
    /// Rows of extensions' tables and values of their sequences, which <c>pg_extension_config_dump</c> marks for dumps: without what makes
    /// the table, which comes with CREATE EXTENSION. See
    /// <see href="https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-CONFIG-TABLES">Extension Configuration
    /// Tables</see>.
    /// </summary>
    public IEnumerable<ArchiveEntry> OfExtensions =>
        Extensions.Any()
            ? Entries.Where(entry => entry.Description is "TABLE DATA" or "SEQUENCE SET" && !_relations.Value.ContainsKey(OwnName(entry)))
            : [];

    /// <summary>All names that a filter may be asked about, those too of schemas that are only commented on.</summary>
    public IEnumerable<string> Names =>
    [
        .. Schemas,
        .. Entries.Select(entry => entry.Namespace ?? ""),
        .. Entries.Select(SchemaOfTag).OfType<string>(),
        .. Relations.SelectMany(relation => (string[])[relation.Schema, relation.Name]),
        .. Extensions,
    ];

    /// <summary>The schema that a comment, a privilege or a label is about, by its tag.</summary>
    public static string? SchemaOfTag(ArchiveEntry entry) =>
        IsAnnotation(entry) && entry.Namespace is null && entry.Tag.StartsWith("SCHEMA ", StringComparison.Ordinal)
            ? OwnTable.Unquote(entry.Tag["SCHEMA ".Length..])
            : null;

    /// <summary>The relation that an entry is, or is a part of, or <see langword="null"/>.</summary>
    public RelationName? RelationOf(ArchiveEntry entry) => _relationOf.Value.TryGetValue(entry.DumpId, out var relation) ? relation : null;

    /// <summary>The entry that makes a relation, or <see langword="null"/> where the archive holds none.</summary>
    public ArchiveEntry? MakerOf(RelationName relation) => _relations.Value.GetValueOrDefault(relation);

    /// <summary>The entries that this one depends on, as far as the archive holds them.</summary>
    public IEnumerable<ArchiveEntry> DependenciesOf(ArchiveEntry entry) =>
        entry.Dependencies.Distinct().Where(_byId.Value.ContainsKey).Select(id => _byId.Value[id]);

    /// <summary>The table whose column owns a sequence, or <see langword="null"/>.</summary>
    public ArchiveEntry? OwnerOf(ArchiveEntry sequence) => DependenciesOf(sequence).FirstOrDefault(IsRelation);

    /// <summary>What a comment, a privilege or a label is about, or <see langword="null"/> where that is not in the archive.</summary>
    public ArchiveEntry? SubjectOf(ArchiveEntry entry) => DependenciesOf(entry).FirstOrDefault(subject => !IsAnnotation(subject));

    /// <summary>
    /// The entries that one is a part of, or says something about: without them it means nothing and is not needed.
    /// </summary>
    public IEnumerable<ArchiveEntry> WholesOf(ArchiveEntry entry) => entry.Description switch
    {
        "COMMENT" or "ACL" or "SECURITY LABEL" => SubjectOf(entry) is { } subject ? [subject] : [],
        "SEQUENCE" => IsIdentity(entry) && OwnerOf(entry) is { } table ? [table] : [],
        "SEQUENCE OWNED BY" => DependenciesOf(entry).SelectMany(sequence => DependenciesOf(sequence).Where(IsRelation).Append(sequence)),
        "INDEX ATTACH" => DependenciesOf(entry).Where(index => IsIndexOf(index, entry)),
        "STATISTICS DATA" => DependenciesOf(entry).Where(whole => IsRelation(whole) || IsIndexOrKey(whole)),
        "STATISTICS" => DependenciesOf(entry).Where(IsRelation),
        "PUBLICATION TABLE" or "PUBLICATION TABLES IN SCHEMA" or "SUBSCRIPTION TABLE" => DependenciesOf(entry),
        "USER MAPPING" => Entries.Where(server => server.Description == "SERVER" && entry.Tag.EndsWith($" SERVER {server.Tag}", StringComparison.Ordinal)),
        _ => !IsRelation(entry) && RelationOf(entry) is { } name && _relations.Value.TryGetValue(name, out var relation) ? [relation] : [],
    };

    /// <summary>
    /// The entries without which one cannot be restored, besides those that it is a part of. The archive also has dependencies that only
    /// order the restore; these are left out here.
    /// </summary>
    public IEnumerable<ArchiveEntry> NeedsOf(ArchiveEntry entry) => entry.Description switch
    {
        "COMMENT" or "ACL" or "SECURITY LABEL" or "SEQUENCE OWNED BY" or "SEQUENCE SET" or "TABLE DATA" or "STATISTICS DATA" => [],
        // It may be made without its owner, which comes with SEQUENCE OWNED BY.
        "SEQUENCE" => DependenciesOf(entry).Where(needed => !IsRelation(needed)),
        // A partition's index becomes part of the parent's by INDEX ATTACH alone.
        "INDEX" or "CONSTRAINT" => DependenciesOf(entry).Where(needed => !IsIndexOrKey(needed)),
        // It comes after all partitions of the table that it refers to, and needs none of them.
        "FK CONSTRAINT" => DependenciesOf(entry).Where(needed => needed.Description != "INDEX ATTACH"),
        // A partition becomes one by TABLE ATTACH alone.
        "TABLE" => DependenciesOf(entry).Except(ParentsOf(entry)),
        // pg_dump makes a view without its query first, where that needs a key, and puts the query in place as a rule.
        "VIEW" => DependenciesOf(entry).Concat(_queries.Value[OwnName(entry)].SelectMany(DependenciesOf)).Where(needed => needed.DumpId != entry.DumpId),
        _ => DependenciesOf(entry),
    };

    /// <summary>Whether an entry makes a relation.</summary>
    public static bool IsRelation(ArchiveEntry entry) =>
        entry.Description is "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "FOREIGN TABLE" or "SEQUENCE";

    /// <summary>Whether an entry says something about another one.</summary>
    public static bool IsAnnotation(ArchiveEntry entry) => entry.Description is "COMMENT" or "ACL" or "SECURITY LABEL";

    /// <summary>Whether a sequence belongs to an identity column, and is made with it.</summary>
    public static bool IsIdentity(ArchiveEntry sequence) => sequence.Statements.Definition.StartsWith("ALTER TABLE ", StringComparison.Ordinal);

    /// <summary>Nothing that this calls may ask <see cref="RelationOf"/>, which waits for it.</summary>
    private Dictionary<int, RelationName> FindRelations()
    {
        var relations = new Dictionary<int, RelationName>();
        foreach (var entry in Entries)
        {
            if (FindRelation(entry) is { } relation)
                relations.Add(entry.DumpId, relation);
        }

        return relations;
    }

    private RelationName? FindRelation(ArchiveEntry entry) => entry.Description switch
    {
        "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "FOREIGN TABLE" or "SEQUENCE"
            or "TABLE DATA" or "MATERIALIZED VIEW DATA" or "SEQUENCE SET" or "TABLE ATTACH" or "ROW SECURITY" => OwnName(entry),
        "SEQUENCE OWNED BY" => DependenciesOf(entry).Select(OwnerOf).FirstOrDefault() is { } table ? OwnName(table) : OwnName(entry),
        "STATISTICS" => DependenciesOf(entry).FirstOrDefault(IsRelation) is { } table ? OwnName(table) : null,
        "INDEX ATTACH" or "STATISTICS DATA" => WholesOf(entry).Select(FindRelation).FirstOrDefault(),
        "INDEX" or "CONSTRAINT" or "FK CONSTRAINT" or "CHECK CONSTRAINT" or "DEFAULT" or "TRIGGER" or "RULE" or "POLICY" =>
            OwnTable.Of(entry)
                ?? (DependenciesOf(entry).FirstOrDefault(table => IsTagOf(table, entry)) is { } table ? OwnName(table) : null),
        _ => null,
    };

    private IEnumerable<ArchiveEntry> ParentsOf(ArchiveEntry partition) =>
        _attachments.Value[OwnName(partition)].SelectMany(DependenciesOf).Where(parent => parent.DumpId != partition.DumpId);

    private static bool IsQuery(ArchiveEntry entry) =>
        entry.Description == "RULE" && entry.Tag.EndsWith(" _RETURN", StringComparison.Ordinal);

    private static bool IsIndexOrKey(ArchiveEntry entry) => entry.Description is "INDEX" or "CONSTRAINT";

    private static bool IsIndexOf(ArchiveEntry index, ArchiveEntry attachment) =>
        index.Namespace == attachment.Namespace && index.Description switch
        {
            "INDEX" => index.Tag == attachment.Tag,
            "CONSTRAINT" => index.Tag.EndsWith(" " + attachment.Tag, StringComparison.Ordinal),
            _ => false,
        };

    private static bool IsTagOf(ArchiveEntry table, ArchiveEntry part) =>
        IsRelation(table) && table.Namespace == part.Namespace && part.Tag.StartsWith(table.Tag + " ", StringComparison.Ordinal);

    private static RelationName OwnName(ArchiveEntry entry) => new(entry.Namespace ?? "", entry.Tag);
}
