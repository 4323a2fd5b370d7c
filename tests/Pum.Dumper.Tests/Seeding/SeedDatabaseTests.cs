using System.Collections.Immutable;
using Pum.Dumper.Databases;
using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

/// <summary>What is dropped of that which carries our names, and what is not.</summary>
[TestClass]
public sealed class SeedDatabaseTests
{
    private static readonly DateTime Now = new(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc);

    private static readonly string Old = new string('a', 24);

    private static readonly string New = new string('b', 24);

    private static readonly string Today = new string('d', 24);

    [TestMethod]
    public void Only_what_nobody_needs_is_over()
    {
        ImmutableArray<OwnedDatabase> owned =
        [
            Template($"pum_base_{Old}", 1, new(2026, 11, 20)),
            Spare(Old, 2),
            Template($"pum_template_{New}", 3, new(2026, 11, 23)),
            Spare(New, 4),
            Template($"pum_template_{Today}", 11, new(2026, 11, 28)),
            Spare(Today, 12),
            Spare(Today, 13) with { Comment = null },
            new($"pum_making_{Old}_00000005", 5, null),
            new($"pum_making_{New}_00000006", 6, null),
            new("pum_app_dead_0001", 7, new CloneStamp(7).Format()),
            new("pum_app_live_0002", 8, new CloneStamp(8).Format()),
            new("pum_app_kept_0003", 9, new CloneStamp(9, Now.AddHours(1)).Format()),
            new("pum_app_late_0004", 10, new CloneStamp(10, Now.AddHours(-1)).Format()),
        ];
        ImmutableHashSet<long> held = [NameLocks.KeyOf($"pum_making_{New}"), NameLocks.KeyOf("pum_app_live_0002")];

        var found = SeedDatabase.Among(owned, held, Now);

        Assert.HasCount(owned.Length, found);
        CollectionAssert.AreEqual(
            new uint[] { 1, 2, 4, 13, 5, 7, 10 }, found.Where(database => database.IsOver).Select(database => database.Oid).ToArray());
        CollectionAssert.AreEqual(new uint[] { 6, 8 }, found.Where(database => database.IsHeld).Select(database => database.Oid).ToArray());
    }

    [TestMethod]
    public void What_only_has_such_a_name_is_none_of_ours() => Assert.IsEmpty(SeedDatabase.Among(
        [
            new("pum_test", 1, null), new("pum_app_mine_7f3a", 2, "mine"), new("pum_copy_7f3a", 3, new CloneStamp(99).Format()),
            new($"pum_base_{Old}", 4, null), Template($"pum_base_{New}", 5, new(2020, 1, 1)) with { Oid = 6 },
            Spare(Old, 9) with { Comment = new SpareStamp(12, Old).Format() }, new("pum_scratch_5_0123456789abcdef", 7, null), new("pum_kept_5_0123456789abcdef", 8, null),
        ],
        [],
        Now));

    private static OwnedDatabase Spare(string key, uint oid) =>
        new($"pum_spare_{key}_{oid:x8}", oid, new SpareStamp(oid, key + new string('c', 40)).Format());

    private static OwnedDatabase Template(string name, uint oid, DateOnly used) =>
        new(name, oid, new TemplateStamp(oid, new('c', 64), used).Format());
}
