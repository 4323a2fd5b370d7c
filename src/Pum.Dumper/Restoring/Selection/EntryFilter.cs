using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>
/// Decides which entries a filter takes, by the rules of pg_dump (<c>selectDumpableNamespace</c>, <c>selectDumpableTable</c> and their
/// neighbours in <c>src/bin/pg_dump/pg_dump.c</c>).
/// </summary>
internal sealed class EntryFilter
{
    private readonly ArchiveContents _contents;
    private readonly ImmutableArray<NameMatcher> _schemas;
    private readonly ImmutableArray<NameMatcher> _excludedSchemas;
    private readonly ImmutableArray<NameMatcher> _tables;
    private readonly ImmutableArray<NameMatcher> _excludedTables;
    private readonly ImmutableArray<NameMatcher> _excludedData;
    private readonly ImmutableArray<NameMatcher> _excludedExtensions;

    private EntryFilter(ArchiveContents contents, PatternSet patterns, bool exclusionsAlone)
    {
        _contents = contents;
        _schemas = exclusionsAlone ? [] : patterns[nameof(ObjectFilter.Schemas)];
        _excludedSchemas = patterns[nameof(ObjectFilter.ExcludeSchemas)];
        _tables = exclusionsAlone ? [] : patterns[nameof(ObjectFilter.Tables)];
        _excludedTables = patterns[nameof(ObjectFilter.ExcludeTables)];
        _excludedData = patterns[nameof(ObjectFilter.ExcludeTableData)];
        _excludedExtensions = patterns[nameof(ObjectFilter.ExcludeExtensions)];
    }

    /// <summary>Whether nothing was selected, so that what is in no schema is taken too: large objects, extensions, casts, …</summary>
    private bool TakesEverything => _schemas.IsEmpty && _tables.IsEmpty;

    /// <summary>The dump ids that a filter leaves out, what belongs to them included.</summary>
    public static HashSet<int> LeftBy(ArchiveContents contents, PatternSet patterns, EntryGraph graph) =>
        new EntryFilter(contents, patterns, exclusionsAlone: false).Left(graph);

    /// <summary>The dump ids that a filter's exclusions leave out by themselves.</summary>
    public static HashSet<int> ExcludedBy(ArchiveContents contents, PatternSet patterns, EntryGraph graph) =>
        new EntryFilter(contents, patterns, exclusionsAlone: true).Left(graph);

    /// <summary>
    /// Whether an entry belongs to the archive's frame and is not restored for its own sake; pg_restore handles these in every case.
    /// </summary>
    public static bool IsFrame(ArchiveEntry entry) =>
        entry.Description is "ENCODING" or "STDSTRINGS" or "SEARCHPATH" or "DATABASE" or "DATABASE PROPERTIES";

    private HashSet<int> Left(EntryGraph graph) =>
        graph.WithParts([.. _contents.Entries.Where(entry => !Takes(entry)).Select(entry => entry.DumpId)]);

    private bool Takes(ArchiveEntry entry)
    {
        if (IsFrame(entry))
            return true;
        return entry.Description switch
        {
            "SCHEMA" => TakesContentsOf(entry.Tag),
            "EXTENSION" => TakesEverything && !_excludedExtensions.Any(pattern => pattern.Matches(entry.Tag)),
            "SEQUENCE" => TakesSequence(entry),
            "STATISTICS" => TakesContentsOf(entry.Namespace) && TakesRelationOf(entry),
            "TABLE DATA" or "MATERIALIZED VIEW DATA" or "SEQUENCE SET" => TakesRelationOf(entry) && !IsDataExcluded(entry),
            "COMMENT" or "ACL" or "SECURITY LABEL" => _contents.SubjectOf(entry) is not null || TakesAnnotationOfAbsent(entry),
            // They go with their table or schema; pg_dump 18 writes those of excluded tables too, which cannot be restored.
            "PUBLICATION TABLE" or "PUBLICATION TABLES IN SCHEMA" => TakesEverything,
            _ when _contents.RelationOf(entry) is not null => TakesRelationOf(entry),
            _ => entry.Namespace is null ? TakesEverything : TakesContentsOf(entry.Namespace),
        };
    }

    /// <summary>Whether what is in a schema is taken; with patterns for tables that are those tables alone.</summary>
    private bool TakesContentsOf(string? schema) =>
        _tables.IsEmpty && (_schemas.IsEmpty || Matches(_schemas, schema)) && !Matches(_excludedSchemas, schema);

    private bool TakesRelationOf(ArchiveEntry entry) =>
        _contents.RelationOf(entry) is not { } relation
            || (_contents.MakerOf(relation) is { Description: "SEQUENCE" } sequence ? TakesSequence(sequence) : TakesRelation(relation));

    private bool TakesRelation(RelationName relation) =>
        (_tables.IsEmpty ? TakesContentsOf(relation.Schema) : Matches(_tables, relation)) && !Matches(_excludedTables, relation);

    /// <summary>A sequence is taken with the table that owns it; one of an identity column never without (<c>getOwnedSeqs</c>).</summary>
    private bool TakesSequence(ArchiveEntry sequence)
    {
        var itself = TakesRelation(_contents.RelationOf(sequence)!.Value);
        if (_contents.OwnerOf(sequence) is not { } table)
            return itself;
        var owner = TakesRelation(_contents.RelationOf(table)!.Value);
        return owner || (itself && !ArchiveContents.IsIdentity(sequence));
    }

    private bool IsDataExcluded(ArchiveEntry entry) => Matches(_excludedData, _contents.RelationOf(entry)!.Value);

    /// <summary>
    /// Annotations of objects that the dump does not create: the schema <c>public</c>, members of extensions, objects of the system.
    /// </summary>
    private bool TakesAnnotationOfAbsent(ArchiveEntry entry)
    {
        if (entry.Namespace is not null)
            return TakesEverything && !Matches(_excludedSchemas, entry.Namespace);
        return ArchiveContents.SchemaOfTag(entry) is { } schema ? TakesContentsOf(schema) : TakesEverything;
    }

    private static bool Matches(ImmutableArray<NameMatcher> patterns, string? schema) =>
        schema is not null && patterns.Any(pattern => pattern.Matches(schema));

    private static bool Matches(ImmutableArray<NameMatcher> patterns, RelationName relation) =>
        patterns.Any(pattern => pattern.Matches(relation));
}
