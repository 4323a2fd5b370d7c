using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Something in a dump that servers before a version refuse, recognised by the words with which pg_dump writes it.</summary>
/// <param name="Since">The first major version that knows it.</param>
/// <param name="What">What it is, in words.</param>
internal sealed record NewerFeature(int Since, string What)
{
    private static readonly Regex VirtualColumn = Pattern(
        @"^    .* GENERATED ALWAYS AS \(.*\)(?: (?:CONSTRAINT|NOT NULL)[^,]*)?,?$", RegexOptions.Multiline);
    private static readonly Regex NotInherited = Pattern("^    .* NOT NULL NO INHERIT,?$", RegexOptions.Multiline);
    private static readonly Regex NotEnforced = Pattern(@" NOT ENFORCED;\s*$");
    private static readonly Regex WithoutOverlaps = Pattern(@" WITHOUT OVERLAPS\)[^()]*;\s*$");
    private static readonly Regex NotNullNotValid = Pattern(@" NOT NULL .* NOT VALID;\s*$");
    private static readonly Regex GeneratedColumns = Pattern("publish_generated_columns = ");
    private static readonly Regex BuiltinProvider = Pattern(@"\(provider = builtin, ");
    private static readonly Regex OnLogin = Pattern(@" ON login\n");
    private static readonly Regex CollationRules = Pattern(", rules = '");

    private static readonly ImmutableArray<(NewerFeature Feature, string Description, Regex Definition)> Known =
    [
        (new(18, "a virtual generated column"), "TABLE", VirtualColumn),
        (new(18, "NOT NULL … NO INHERIT"), "TABLE", NotInherited),
        (new(18, "a constraint that is not enforced"), "CHECK CONSTRAINT", NotEnforced),
        (new(18, "a constraint that is not enforced"), "FK CONSTRAINT", NotEnforced),
        (new(18, "a constraint WITHOUT OVERLAPS"), "CONSTRAINT", WithoutOverlaps),
        (new(18, "a NOT NULL constraint that is not valid yet"), "CONSTRAINT", NotNullNotValid),
        (new(18, "publish_generated_columns"), "PUBLICATION", GeneratedColumns),
        (new(17, "a collation of the builtin provider"), "COLLATION", BuiltinProvider),
        (new(17, "an event trigger on login"), "EVENT TRIGGER", OnLogin),
        (new(16, "a collation with rules"), "COLLATION", CollationRules),
    ];

    /// <summary>The first thing in an entry of a dump from one server that another is known to refuse, or <see langword="null"/>.</summary>
    /// <remarks>
    /// Each was seen to fail (<c>NewerDumpTests</c>). The patterns are anchored where pg_dump ends a line, so that no text in a default
    /// or a comment is taken for one: what is missing here fails in the restore, which undoes itself.
    /// </remarks>
    public static NewerFeature? In(ArchiveEntry entry, PostgresVersion dumped, PostgresVersion server) =>
        dumped.Major <= server.Major ? null : Find(entry, dumped, server);

    // Apart, so that no closure is made for each entry of an archive that is not newer.
    private static NewerFeature? Find(ArchiveEntry entry, PostgresVersion dumped, PostgresVersion server) => Known
        .FirstOrDefault(known => known.Feature.Since > server.Major && known.Feature.Since <= dumped.Major
            && known.Description == entry.Description && known.Definition.IsMatch(entry.Statements.Definition))
        .Feature;

    /// <summary>
    /// A definition may be of any length, and the search cannot be cancelled: its time must be proportional to the length.
    /// </summary>
    private static Regex Pattern([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, RegexOptions options = RegexOptions.None) =>
        new(pattern, options | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
