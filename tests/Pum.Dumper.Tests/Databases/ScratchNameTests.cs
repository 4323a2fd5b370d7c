using Pum.Dumper.Databases;

namespace Pum.Dumper.Tests.Databases;

[TestClass]
public sealed class ScratchNameTests
{
    [TestMethod]
    [DataRow(1L, "pum_scratch_5_0000000000000001")]
    [DataRow(-1L, "pum_scratch_5_ffffffffffffffff")]
    [DataRow(long.MinValue, "pum_scratch_5_8000000000000000")]
    public void A_name_is_read_as_it_was_written(long key, string name)
    {
        var scratch = new ScratchName(5, key);
        Assert.AreEqual(name, scratch.Format());
        Assert.AreEqual(scratch, ScratchName.Parse(name));
        Assert.AreEqual(scratch.Old, ScratchName.Parse(name + "_old"));
        Assert.AreNotEqual(scratch, scratch.Old);
        Assert.IsNull(ScratchName.Parse(scratch.Kept), "no run that cleans up may take it");
    }

    [TestMethod]
    [DataRow("pum_scratch_5_")]
    [DataRow("pum_scratch_5_000000000000000")]
    [DataRow("pum_scratch_5_00000000000000011")]
    [DataRow("pum_scratch_5_000000000000000G")]
    [DataRow("pum_scratch_5_000000000000000A")]
    [DataRow("pum_scratch_4294967296_0000000000000001")]
    [DataRow("pum_scratch_5_0000000000000001_older")]
    [DataRow("pum_scratch_5_0000000000000001\n")]
    [DataRow("my_pum_scratch_5_0000000000000001")]
    [DataRow("pum_scratch_d640f914b08f4c839bc9c8c51e37670b")]
    public void Anything_else_is_none_of_ours(string name) => Assert.IsNull(ScratchName.Parse(name));

    [TestMethod]
    public void Every_name_is_new_and_fits()
    {
        var names = Enumerable.Range(0, 1000).Select(_ => ScratchName.Next(uint.MaxValue).Old.Format()).ToHashSet();
        Assert.HasCount(1000, names);
        Assert.IsTrue(names.All(name => name.Length < 64));
    }
}
