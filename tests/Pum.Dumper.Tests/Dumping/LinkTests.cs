using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Tests.Dumping;

/// <summary>A dump replaces the file that the kernel would open, and no other.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class LinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum links ").FullName;

    private readonly SilentReporter _reporter = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        var (target, link) = (Write("2026.dump", "old"), Link("latest.dump", At("2026.dump")));
        Dump(link);
        Assert.AreEqual("new", File.ReadAllText(target));
        Assert.AreEqual(target, new FileInfo(link).LinkTarget);
        Assert.AreEqual("PUM1004", Refusal("/dev/null"));
    }

    [TestMethod]
    public void A_relative_link_counts_from_the_folder_that_a_link_leads_to()
    {
        var (kernels, letters) = (Write("a/shared/app.dump", "old"), Write("shared/app.dump", "of somebody else"));
        Link("a/current", "releases/42");
        Link("a/releases/42/app.dump", "../../shared/app.dump");
        Dump(At("a/current/app.dump"));
        Assert.AreEqual(("new", "of somebody else"), (File.ReadAllText(kernels), File.ReadAllText(letters)));
    }

    [TestMethod]
    public void Two_dots_behind_a_linked_folder_lead_to_the_parent_of_the_folder_itself()
    {
        var (kernels, letters) = (Write("b/app.dump", "old"), Write("a/app.dump", "of somebody else"));
        Directory.CreateDirectory(At("b/deep"));
        Link("a/linked", "../b/deep");
        Dump(At("a/linked/../app.dump"));
        Assert.AreEqual(("new", "of somebody else"), (File.ReadAllText(kernels), File.ReadAllText(letters)));
    }

    [TestMethod]
    public void Chains_of_links_absolute_and_relative_are_followed_to_their_end()
    {
        var target = Write("x/y/app.dump", "old");
        Link("one", At("two/link"));
        Link("two", "z");
        Link("z/link", "../three");
        Link("three", "x/y/app.dump");
        Dump(At("one"));
        Assert.AreEqual("new", File.ReadAllText(target));
    }

    [TestMethod]
    public void A_link_that_leads_nowhere_yet_leads_to_the_file_that_is_made()
    {
        Link("a/current", "releases/42");
        Directory.CreateDirectory(At("shared"));
        Link("a/releases/42/app.dump", "../../../shared/app.dump");
        Dump(At("a/current/app.dump"));
        Assert.AreEqual("new", File.ReadAllText(At("shared/app.dump")));
    }

    [TestMethod]
    public void A_linked_folder_of_a_directory_dump_stays_a_link()
    {
        Link("a/current", "releases/42");
        Link("a/releases/42/snap", "../../snap");
        Dump(At("a/current/snap"), DumpFormat.Directory);
        Dump(At("a/current/snap"), DumpFormat.Directory);
        Assert.AreEqual("PGDMP new", File.ReadAllText(At("a/snap/toc.dat")));
        Assert.AreEqual("../../snap", new FileInfo(At("a/releases/42/snap")).LinkTarget);
    }

    [TestMethod]
    public async Task Links_that_go_round_in_a_circle_are_said_to()
    {
        Link("one", "two");
        Link("two", "one");
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Dump(At("one"))).Failure;
        Assert.AreEqual("PUM1004", failure.Code);
        StringAssert.Contains(failure.Message, "round in a circle");
        var request = new RestoreRequest { Caller = "PumRestore", Connection = new() { ConnectionString = "host=h" }, File = At("one"), BaseDirectory = _folder };
        var exception = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreOperation.RunAsync(request, _reporter));
        Assert.AreEqual("PUM1003", exception.Code);
        StringAssert.Contains(exception.Message, "round in a circle");
    }

    [TestMethod]
    public void A_link_that_is_changed_while_the_dump_grows_does_not_lead_it_elsewhere()
    {
        Directory.CreateDirectory(At("releases/43"));
        Link("current", "releases/42");
        Directory.CreateDirectory(At("releases/42"));
        using var destination = DumpDestination.Prepare(At("current/app.dump"), DumpFormat.Custom, _reporter);
        File.WriteAllText(destination.WorkPath, "new");
        File.Delete(At("current"));
        Link("current", "releases/43");
        destination.Publish(_reporter);
        Assert.AreEqual("new", File.ReadAllText(At("releases/42/app.dump")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(At("releases/43")));
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_link_that_another_user_made_in_a_folder_of_all_is_not_followed()
    {
        Owner.RequireRoot();
        var target = Write("mine", "precious");
        Directory.CreateDirectory(At("all"));
        File.SetUnixFileMode(At("all"), (UnixFileMode)0x3FF);
        var link = Link("all/app.dump", target);
        Dump(link);
        Assert.AreEqual("new", File.ReadAllText(target));
        Owner.GiveAway(link);
        StringAssert.Contains(Assert.ThrowsExactly<PumFailureException>(() => Dump(link)).Message, "belongs to another user");
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_link_of_another_user_that_comes_and_goes_is_not_followed()
    {
        Owner.RequireRoot();
        var target = Write("mine", "precious");
        Directory.CreateDirectory(At("all"));
        File.SetUnixFileMode(At("all"), (UnixFileMode)0x3FF);
        var (away, here) = (Link("all/away", target), At("all/app.dump"));
        Owner.GiveAway(away);
        var isOver = false;
        var moving = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    File.Move(away, here);
                    File.Move(here, away);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        // Both are seen soon; the rest gives what must not be seen its chance.
        var seen = new HashSet<string>();
        try
        {
            for (var i = 0; i < 20_000 || (seen.Count < 2 && i < 2_000_000); i++)
                seen.Add(Followed(here));
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            await moving;
        }

        Assert.AreEqual($"{here} refused", string.Join(' ', seen.Order(StringComparer.Ordinal)));
    }

    private static string Followed(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (IOException)
        {
            return "refused";
        }
    }

    private string At(string path) => _folder + "/" + path;

    private string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
        return At(path);
    }

    private string Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.CreateSymbolicLink(At(path), target);
        return At(path);
    }

    private void Dump(string path, DumpFormat format = DumpFormat.Custom)
    {
        using var destination = DumpDestination.Prepare(path, format, _reporter);
        if (format == DumpFormat.Directory)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(destination.WorkPath).FullName, "toc.dat"), "PGDMP new");
        else
            File.WriteAllText(destination.WorkPath, "new");
        destination.Publish(_reporter);
    }

    private string Refusal(string path) => Assert.ThrowsExactly<PumFailureException>(() => Dump(path)).Code;
}
