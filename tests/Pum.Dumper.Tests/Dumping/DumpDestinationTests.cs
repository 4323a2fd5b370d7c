using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Dumping;

[TestClass]
public sealed class DumpDestinationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum destination ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void The_old_dump_stays_until_the_new_one_is_published_and_nothing_stays_beside_it()
    {
        var file = Path.Combine(_folder, "new", "snap.dump");
        Write(file, "old", DumpFormat.Custom);
        Write(file, "abandoned", DumpFormat.Custom, publish: false);
        Assert.AreEqual("old", File.ReadAllText(file));
        Write(file, "new", DumpFormat.Custom);
        Assert.AreEqual("new", File.ReadAllText(file));
        Assert.HasCount(1, Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!));
    }

    [TestMethod]
    public void A_directory_dump_is_replaced_whole()
    {
        var path = Path.Combine(_folder, "snap");
        Write(path, "PGDMP old", DumpFormat.Directory);
        File.WriteAllText(Path.Combine(path, "1.dat"), "left from the old one");
        Write(path, "PGDMP new", DumpFormat.Directory);
        Assert.AreEqual("PGDMP new", File.ReadAllText(Path.Combine(path, "toc.dat")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void A_folder_that_is_no_dump_is_never_replaced()
    {
        File.WriteAllText(Path.Combine(_folder, "precious.txt"), "");
        Assert.AreEqual("PUM1004", Refusal(_folder, DumpFormat.Directory));
        Assert.AreEqual("PUM1004", Refusal(_folder, DumpFormat.Custom));
        Assert.AreEqual("PUM1004", Refusal(Path.Combine(_folder, "precious.txt"), DumpFormat.Directory));
    }

    [TestMethod]
    [DataRow("PGDMP", "README.md")]
    [DataRow("PGDMP", "sub/1.dat")]
    [DataRow("", null)]
    public void A_folder_that_holds_more_than_a_dump_or_only_its_file_name_is_never_replaced(string contents, string? more)
    {
        File.WriteAllText(Path.Combine(_folder, "toc.dat"), contents);
        if (more is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, more))!);
            File.WriteAllText(Path.Combine(_folder, more), "");
        }

        Assert.AreEqual("PUM1004", Refusal(_folder, DumpFormat.Directory));
    }

    [TestMethod]
    public void What_can_only_be_a_folder_is_no_place_for_a_file()
    {
        Assert.AreEqual("PUM1004", Refusal(Path.Combine(_folder, "snap") + Path.DirectorySeparatorChar, DumpFormat.Custom));
        Assert.AreEqual("PUM1004", Refusal(Path.GetPathRoot(_folder)!, DumpFormat.Custom));
    }

    [TestMethod]
    public void A_file_in_the_place_of_a_parent_folder_is_PUM1004()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.AreEqual("PUM1004", Refusal(Path.Combine(file, "snap.dump"), DumpFormat.Custom));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        var (target, link) = (Path.Combine(_folder, "2026.dump"), Path.Combine(_folder, "latest.dump"));
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        Write(link, "new", DumpFormat.Custom);
        Assert.AreEqual("new", File.ReadAllText(target));
        Assert.AreEqual(target, new FileInfo(link).LinkTarget);
        Assert.AreEqual("PUM1004", Refusal("/dev/null", DumpFormat.Custom));
    }

    private static void Write(string path, string content, DumpFormat format, bool publish = true)
    {
        using var destination = DumpDestination.Prepare(path, format);
        var file = destination.WorkPath;
        if (format == DumpFormat.Directory)
            file = Path.Combine(Directory.CreateDirectory(file).FullName, "toc.dat");
        File.WriteAllText(file, content);
        if (publish)
            destination.Publish(new SilentReporter());
    }

    private static string Refusal(string path, DumpFormat format) =>
        Assert.ThrowsExactly<PumFailureException>(() => DumpDestination.Prepare(path, format)).Code;
}
