using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring;

/// <summary>Something in a dump that servers before a version refuse, recognised by the words with which pg_dump writes it.</summary>
/// <param name="Since">The first major version that knows it.</param>
/// <param name="What">What it is, in words.</param>
internal sealed partial record NewerFeature(int Since, string What)
{
    private static readonly ImmutableArray<(NewerFeature Feature, string Description, Regex Definition)> Known =
    [
        (new(18, "a virtual generated column"), "TABLE", VirtualColumn()),
        (new(18, "NOT NULL … NO INHERIT"), "TABLE", NotInherited()),
        (new(18, "a constraint that is not enforced"), "CHECK CONSTRAINT", NotEnforced()),
        (new(18, "a constraint that is not enforced"), "FK CONSTRAINT", NotEnforced()),
        (new(18, "a constraint WITHOUT OVERLAPS"), "CONSTRAINT", WithoutOverlaps()),
        (new(18, "a NOT NULL constraint that is not valid yet"), "CONSTRAINT", NotNullNotValid()),
        (new(18, "publish_generated_columns"), "PUBLICATION", GeneratedColumns()),
        (new(17, "a collation of the builtin provider"), "COLLATION", BuiltinProvider()),
        (new(17, "an event trigger on login"), "EVENT TRIGGER", OnLogin()),
        (new(16, "a collation with rules"), "COLLATION", CollationRules()),
    ];

    /// <summary>The first thing in an entry that a server of that version is known to refuse, or <see langword="null"/>.</summary>
    /// <remarks>
    /// Each was seen to fail (<c>NewerDumpTests</c>). The patterns are anchored where pg_dump ends a line, so that no text in a default
    /// or a comment is taken for one: what is missing here fails in the restore, which undoes itself.
    /// </remarks>
    public static NewerFeature? In(ArchiveEntry entry, PostgresVersion server) => Known
        .FirstOrDefault(known => known.Feature.Since > server.Major && known.Description == entry.Description && known.Definition.IsMatch(entry.Definition))
        .Feature;

    [GeneratedRegex(@"^    .* GENERATED ALWAYS AS \(.*\)(?: (?:CONSTRAINT|NOT NULL)[^,]*)?,?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex VirtualColumn();

    [GeneratedRegex("^    .* NOT NULL NO INHERIT,?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex NotInherited();

    [GeneratedRegex(@" NOT ENFORCED;\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NotEnforced();

    [GeneratedRegex(@" WITHOUT OVERLAPS\)[^()]*;\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex WithoutOverlaps();

    [GeneratedRegex(@" NOT NULL .* NOT VALID;\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NotNullNotValid();

    [GeneratedRegex("publish_generated_columns = ", RegexOptions.CultureInvariant)]
    private static partial Regex GeneratedColumns();

    [GeneratedRegex(@"\(provider = builtin, ", RegexOptions.CultureInvariant)]
    private static partial Regex BuiltinProvider();

    [GeneratedRegex(@" ON login\n", RegexOptions.CultureInvariant)]
    private static partial Regex OnLogin();

    [GeneratedRegex(", rules = '", RegexOptions.CultureInvariant)]
    private static partial Regex CollationRules();
}
