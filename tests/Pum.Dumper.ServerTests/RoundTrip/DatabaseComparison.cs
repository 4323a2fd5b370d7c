using System.Text;
using System.Text.RegularExpressions;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>
/// Holds two databases against each other: their definitions by <c>pg_dump --schema-only</c>, their content by checksums.
/// </summary>
internal static partial class DatabaseComparison
{
    /// <summary>What a dump of PUM's conventions leaves out: who owns, and who may.</summary>
    private static readonly string[] Conventions = ["--no-owner", "--no-privileges"];

    /// <summary>Fails the test with the differences where there are any; owners and privileges count only where asked.</summary>
    public static async Task AreEqualAsync(TestDatabase expected, TestDatabase actual, bool ownersAndPrivileges = false)
    {
        await SchemasAreEqualAsync(expected, actual, ownersAndPrivileges);
        await ContentsAreEqualAsync(expected, actual);
    }

    /// <summary>
    /// The definitions alone; both databases on servers of one major, since servers write views in different words. Servers before 18
    /// have no names for NOT NULL: they count only where both databases grew up on one that has.
    /// </summary>
    public static async Task SchemasAreEqualAsync(
        TestDatabase expected, TestDatabase actual, bool ownersAndPrivileges = false, bool namesOfNotNull = true)
    {
        var options = ownersAndPrivileges ? [] : Conventions;
        var (wanted, found) = (await SchemaAsync(expected, options), await SchemaAsync(actual, options));
        var difference = namesOfNotNull
            ? TextDifference.Of(wanted, found)
            : TextDifference.Of(NameOfNotNull().Replace(wanted, "NOT NULL"), NameOfNotNull().Replace(found, "NOT NULL"));
        Assert.IsTrue(
            difference.Length == 0, $"pg_dump --schema-only differs:\n{Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(difference))}");
    }

    /// <summary>The content alone.</summary>
    public static async Task ContentsAreEqualAsync(TestDatabase expected, TestDatabase actual)
    {
        var wanted = await DatabaseContent.ReadAsync(expected);
        var found = await DatabaseContent.ReadAsync(actual);
        var differences = wanted.Keys.Union(found.Keys).Order(StringComparer.Ordinal)
            .Select(
                name => (Name: name, Wanted: wanted.GetValueOrDefault(name, "missing"), Found: found.GetValueOrDefault(name, "missing")))
            .Where(entry => entry.Wanted != entry.Found)
            .Select(entry => $"{entry.Name}: expected {entry.Wanted}, found {entry.Found}")
            .ToList();
        Assert.IsTrue(differences.Count == 0, $"The content differs:\n{string.Join('\n', differences)}");
    }

    /// <summary>The definitions, without owners and privileges.</summary>
    public static Task<string> SchemaAsync(TestDatabase database) => SchemaAsync(database, Conventions);

    // pg_dump draws a new key for psql's restricted mode each time.
    private static async Task<string> SchemaAsync(TestDatabase database, string[] options) =>
        RestrictLine().Replace(await BareTools.PgDumpAsync(database, ["--schema-only", .. options]), "");

    [GeneratedRegex("CONSTRAINT (\\w+|\"[^\"]+\") NOT NULL")]
    private static partial Regex NameOfNotNull();

    [GeneratedRegex(@"^\\(un)?restrict .*\n", RegexOptions.Multiline)]
    private static partial Regex RestrictLine();
}
