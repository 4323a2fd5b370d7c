using System.Text;
using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

[TestClass]
public sealed class SeedNamesTests
{
    private static readonly string Key = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    [TestMethod]
    [DataRow("app", "RenameTests_Keeps_albums", "^pum_app_RenameTests_Keeps_albums_[0-9a-f]{4}$")]
    [DataRow("app", "", "^pum_app_[0-9a-f]{4}$")]
    [DataRow("my app", "Größe.Tests", "^pum_my_app_Gr_e_Tests_[0-9a-f]{4}$")]
    [DataRow("a\"b; DROP", "x", "^pum_a_b_DROP_x_[0-9a-f]{4}$")]
    public void A_clone_is_called_after_its_seed_and_its_caller(string seed, string caller, string pattern) =>
        StringAssert.Matches(SeedNames.NextClone(seed, caller), new(pattern));

    [TestMethod]
    public void No_name_is_longer_than_PostgreSQL_keeps()
    {
        var name = SeedNames.NextClone("app", new('x', 200));
        Assert.AreEqual(63, Encoding.UTF8.GetByteCount(name));
        StringAssert.Matches(name, new("_[0-9a-f]{4}$"));
    }

    [TestMethod]
    public void Names_of_one_kind_are_none_of_another()
    {
        var (template, clone) = (SeedNames.Base(Key), SeedNames.NextClone("spare", "x"));
        Assert.AreEqual("pum_base_0123456789abcdef01234567", template);
        Assert.AreEqual("pum_making_0123456789abcdef01234567", SeedNames.TurnOf(template));
        var making = SeedNames.NextMaking(SeedNames.TurnOf(template));
        Assert.AreNotEqual(making, SeedNames.NextMaking(SeedNames.TurnOf(template)));
        Assert.AreEqual(SeedNames.TurnOf(template), SeedNames.TurnOfMaking(making));
        Assert.AreEqual("0123456789abcdef01234567", SeedNames.KeyOfSpare(SeedNames.NextSpare(template)));
        Assert.IsTrue(SeedNames.IsTemplate(template));
        Assert.IsTrue(SeedNames.IsTemplate(SeedNames.Template(Key)));
        Assert.IsTrue(SeedNames.IsMaking(making));
        Assert.IsFalse(SeedNames.IsTemplate(clone) || SeedNames.IsMaking(clone) || SeedNames.KeyOfSpare(clone) is not null);
    }
}
