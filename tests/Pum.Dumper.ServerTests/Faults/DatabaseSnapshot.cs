using System.Collections.Immutable;
using Pum.Dumper.ServerTests.RoundTrip;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>A database at one moment: its definitions by <c>pg_dump --schema-only</c>, its content by checksums.</summary>
internal sealed record DatabaseSnapshot(string Schema, ImmutableSortedDictionary<string, string> Content)
{
    /// <summary>Takes it.</summary>
    public static async Task<DatabaseSnapshot> TakeAsync(TestDatabase database) =>
        new(await DatabaseComparison.SchemaAsync(database), await DatabaseContent.ReadAsync(database));

    /// <summary>Fails the test where a later one differs.</summary>
    public void Equals(DatabaseSnapshot later, string because)
    {
        Assert.AreEqual("", TextDifference.Of(Schema, later.Schema), because);
        CollectionAssert.AreEqual(Content.ToArray(), later.Content.ToArray(), because);
    }

    /// <summary>Whether a later one differs.</summary>
    public bool Differs(DatabaseSnapshot later) => Schema != later.Schema || !Content.SequenceEqual(later.Content);
}
