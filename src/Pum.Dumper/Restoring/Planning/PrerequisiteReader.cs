using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Reads from an archive's table of contents what must be there before it is restored.</summary>
/// <remarks>
/// The patterns are those of the statements that pg_dump writes (<c>buildACLCommands</c> in <c>src/bin/pg_dump/dumputils.c</c>,
/// <c>dumpPolicy</c>, <c>dumpTableSchema</c> and <c>dumpUserMappings</c> in <c>pg_dump.c</c>). What is not recognised is not checked as a
/// prerequisite: it fails in the restore, which undoes itself.
/// </remarks>
internal static partial class PrerequisiteReader
{
    private const string Identifier = """(?:"(?:[^"]|"")*"|[^\s".,;()]+)""";
    private const string Qualified = $@"{Identifier}(?:\.{Identifier})?";

    /// <summary>What <c>_printTocEntry</c> of pg_restore gives no owner of its own (<c>src/bin/pg_dump/pg_backup_archiver.c</c>).</summary>
    private static readonly ImmutableHashSet<string> WithoutOwner =
    [
        "CAST", "CHECK CONSTRAINT", "CONSTRAINT", "DEFAULT", "EXTENSION", "FK CONSTRAINT", "INDEX", "POLICY", "ROW SECURITY", "RULE", "TRIGGER", "USER MAPPING",
    ];

    /// <summary>The prerequisites of the entries that are to be restored, as the request has them restored.</summary>
    public static ImmutableArray<Prerequisite> Read(ImmutableArray<ArchiveEntry> entries, RestoreRequest request)
    {
        var restored = entries.Where(entry => RestoredEntries.Includes(entry, request));
        var found = new List<Prerequisite>();
        foreach (var entry in restored)
            Add(entry, request, found);
        var servers = restored.Where(entry => entry.Description == "SERVER").Select(entry => entry.Tag).ToHashSet(StringComparer.Ordinal);
        // An extension's script may make one.
        var isUnknown = restored.Any(entry => entry.Description == "EXTENSION");
        return
        [
            .. found.Where(each => each.Kind != PrerequisiteKind.ForeignServer || !(isUnknown || servers.Contains(each.Name)))
                .DistinctBy(each => (each.Kind, each.Name, each.Parameter)),
        ];
    }

    private static void Add(ArchiveEntry entry, RestoreRequest request, List<Prerequisite> found)
    {
        if (entry.Description == "EXTENSION")
            found.Add(new(PrerequisiteKind.Extension, entry.Tag, EntryDisplay.Of(entry), nameof(ObjectFilter.ExcludeExtensions)));
        if (entry.Description == "EVENT TRIGGER")
            found.Add(new(PrerequisiteKind.EventTrigger, entry.Tag, EntryDisplay.Of(entry), Parameter: null));
        if (request.NoTablespaces == false && entry.Tablespace is { Length: > 0 } tablespace)
            found.Add(new(PrerequisiteKind.Tablespace, tablespace, EntryDisplay.Of(entry), nameof(RestoreRequest.NoTablespaces)));
        // An entry without a statement to drop it has no owner of its own.
        if (request.NoOwner == false && entry is { Owner.Length: > 0, Statements.HasDrop: true }
            && !WithoutOwner.Contains(entry.Description))
            found.Add(new(PrerequisiteKind.Role, entry.Owner, $"owner of {EntryDisplay.Of(entry)}", nameof(RestoreRequest.NoOwner)));
        if (entry.Description is "ACL" or "DEFAULT ACL")
        {
            foreach (var role in Names(Grants().Matches(entry.Statements.Definition)))
                found.Add(new(PrerequisiteKind.Role, role, $"privileges: {EntryDisplay.Of(entry)}", nameof(RestoreRequest.NoPrivileges)));
        }

        var named = entry.Description switch
        {
            "POLICY" => Policy().Matches(entry.Statements.Definition),
            "USER MAPPING" => UserMapping().Matches(entry.Statements.Definition),
            _ => null,
        };
        foreach (var role in named is null ? [] : Names(named))
            found.Add(new(PrerequisiteKind.Role, role, EntryDisplay.Of(entry), Parameter: null));

        var server = entry.Description switch
        {
            "FOREIGN TABLE" => ForeignTable().Match(entry.Statements.Definition),
            "USER MAPPING" => UserMapping().Match(entry.Statements.Definition),
            _ => null,
        };
        if (server is { Success: true })
            found.Add(new(PrerequisiteKind.ForeignServer, OwnTable.Unquote(server.Groups["server"].Value), EntryDisplay.Of(entry), Parameter: null));
    }

    private static IEnumerable<string> Names(MatchCollection matches) => matches
        .SelectMany(match => match.Groups["role"].Captures)
        .Select(capture => capture.Value)
        .Where(name => !name.Equals("public", StringComparison.OrdinalIgnoreCase))
        .Select(OwnTable.Unquote)
        .Distinct(StringComparer.Ordinal);

    [GeneratedRegex(
        $@"^(?:SET SESSION AUTHORIZATION (?<role>{Identifier});|(?:ALTER DEFAULT PRIVILEGES FOR ROLE (?<role>{Identifier}) (?:IN SCHEMA {Identifier} )?)?(?:GRANT|REVOKE) .* (?:TO|FROM) (?:GROUP )?(?<role>{Identifier})(?: WITH GRANT OPTION)?;)\r?$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Grants();

    [GeneratedRegex(
        $@"^CREATE POLICY {Identifier} ON {Qualified}(?: AS RESTRICTIVE)?(?: FOR (?:SELECT|INSERT|UPDATE|DELETE))? TO (?<role>{Identifier})(?:, (?<role>{Identifier}))*(?: USING \(| WITH CHECK \(|;)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Policy();

    [GeneratedRegex($@"^\)\r?\n(?:INHERITS \(.*\)\r?\n)?SERVER (?<server>{Identifier})", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ForeignTable();

    [GeneratedRegex($@"^CREATE USER MAPPING FOR (?<role>{Identifier}) SERVER (?<server>{Identifier})", RegexOptions.CultureInvariant)]
    private static partial Regex UserMapping();
}
