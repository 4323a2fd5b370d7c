using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Pum.Dumper.Archives;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;

namespace Pum.Dumper.Tests.Dumping;

/// <summary>A dump into a folder where others may write too.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
internal sealed class SharedFolderTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode MyFolder = Mine | UnixFileMode.UserExecute;
    private const UnixFileMode All = (UnixFileMode)0x1FF;

    private readonly string _folder = Directory.CreateTempSubdirectory("pum shared ").FullName;

    private readonly SilentReporter _reporter = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void From_its_first_byte_a_new_dump_is_readable_for_its_user_alone()
    {
        foreach (var (format, mode) in new[] { (DumpFormat.Custom, Mine), (DumpFormat.Plain, Mine), (DumpFormat.Directory, MyFolder) })
        {
            using var destination = DumpDestination.Prepare(At(format.ToString()), format, _reporter);
            Assert.AreEqual((MyFolder, mode), (File.GetUnixFileMode(Path.GetDirectoryName(destination.WorkPath)!), File.GetUnixFileMode(
                destination.WorkPath)));
            Fill(destination, "PGDMP new");
            destination.Publish(_reporter);
            Assert.AreEqual(mode, File.GetUnixFileMode(At(format.ToString())));
        }
    }

    [TestMethod]
    public void A_file_that_another_user_has_put_there_does_not_say_who_reads_the_dump()
    {
        Owner.RequireRoot();
        File.WriteAllText(At("app.dump"), "");
        File.SetUnixFileMode(At("app.dump"), Mine | UnixFileMode.OtherRead);
        Owner.GiveAway(At("app.dump"));
        Replace("app.dump");
        Assert.AreEqual(Mine, File.GetUnixFileMode(At("app.dump")));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Where_others_may_exchange_the_old_dump_it_does_not_say_who_reads_the_new_one(bool sticky)
    {
        File.WriteAllText(At("app.dump"), "");
        File.SetUnixFileMode(At("app.dump"), Mine | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_folder, sticky ? All | UnixFileMode.StickyBit : All);
        Replace("app.dump");
        Assert.AreEqual(Mine, File.GetUnixFileMode(At("app.dump")));
    }

    [TestMethod]
    public void A_dump_is_for_the_group_that_the_old_one_was_for_or_for_none()
    {
        const UnixFileMode ForGroup = Mine | UnixFileMode.GroupRead;
        File.WriteAllText(At("app.dump"), "");
        if (!Environment.IsPrivilegedProcess)
        {
            new DumpMode(ForGroup, Group: 0).Apply(At("app.dump"));
            Assert.AreEqual(Mine, File.GetUnixFileMode(At("app.dump")));
            return;
        }

        Assert.IsTrue(UnixFile.TrySetGroup(At("app.dump"), 5000));
        File.SetUnixFileMode(At("app.dump"), ForGroup);
        Replace("app.dump");
        Assert.AreEqual((5000u, ForGroup), (FileIdentity.Of(At("app.dump"))!.Group, File.GetUnixFileMode(At("app.dump"))));
    }

    [TestMethod]
    public void A_dump_never_runs_as_its_owner()
    {
        File.WriteAllText(At("app.dump"), "");
        File.SetUnixFileMode(At("app.dump"), MyFolder | UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit);
        Replace("app.dump");
        Assert.AreEqual(MyFolder, File.GetUnixFileMode(At("app.dump")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    public void A_link_in_the_place_of_the_folder_does_not_lead_the_dump_elsewhere(DumpFormat format)
    {
        Directory.CreateDirectory(At("here"));
        Directory.CreateDirectory(At("elsewhere"));
        File.SetUnixFileMode(_folder, All);
        using (var destination = DumpDestination.Prepare(At("here/app"), format, _reporter))
        {
            Fill(destination, "PGDMP new");
            Directory.Move(At("here"), At("moved away"));
            File.CreateSymbolicLink(At("here"), At("elsewhere"));
            var failure = Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter)).Failure;
            StringAssert.Contains(failure.Message, $"replaced the folder '{At("here")}'");
        }

        Assert.IsEmpty(Directory.GetFileSystemEntries(At("elsewhere")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(true)]
    [DataRow(false)]
    public void A_link_in_the_place_of_the_folder_in_the_last_moment_does_not_lead_a_directory_dump_elsewhere(bool inOneStep)
    {
        foreach (var folder in new[] { "here/app", "elsewhere/app" })
        {
            Directory.CreateDirectory(At(folder));
            File.WriteAllText(At(folder + "/toc.dat"), "PGDMP old");
        }

        File.SetUnixFileMode(_folder, All);
        using (var destination = DumpDestination.Prepare(At("here/app"), DumpFormat.Directory, _reporter, ExchangeAfterLink))
        {
            Fill(destination, "PGDMP new");
            destination.Publish(_reporter);
        }

        Assert.AreEqual("PGDMP old", File.ReadAllText(At("elsewhere/app/toc.dat")));
        Assert.AreEqual("PGDMP new", File.ReadAllText(At("moved away/app/toc.dat")));
        // The old dump is gone; the empty private folder can no longer be found by its name.
        Assert.IsEmpty(Directory.GetFileSystemEntries(Directory.GetDirectories(At("moved away"), ".pum-*").Single()));

        bool ExchangeAfterLink(string first, string second)
        {
            if (Directory.Exists(At("moved away")))
                return inOneStep && FolderExchange.Try(first, second);
            Directory.Move(At("here"), At("moved away"));
            File.CreateSymbolicLink(At("here"), At("elsewhere"));
            if (inOneStep && !FolderExchange.Try(first, second))
                Assert.Inconclusive("The file system cannot exchange two folders in one step.");
            return inOneStep;
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_folder_that_is_no_longer_reached_without_links_is_not_opened()
    {
        Directory.CreateDirectory(At("elsewhere/sub"));
        File.CreateSymbolicLink(At("here"), At("elsewhere"));

        Assert.ThrowsExactly<IOException>(() => ParentFolder.Open(At("here/sub")));
        ParentFolder.Open(At("elsewhere/sub")).Dispose();
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_link_that_takes_the_place_of_a_dump_is_not_followed()
    {
        Directory.CreateDirectory(At("elsewhere"));
        File.WriteAllText(At("elsewhere/snap.dump"), "PGDMP");
        File.CreateSymbolicLink(At("here"), At("elsewhere"));
        File.CreateSymbolicLink(At("snap.dump"), At("elsewhere/snap.dump"));

        Assert.ThrowsExactly<IOException>(() => HeldFile.OpenFound(At("snap.dump")));
        Assert.ThrowsExactly<IOException>(() => HeldFile.OpenFound(At("here/snap.dump")));
        HeldFile.OpenFound(At("elsewhere/snap.dump")).Dispose();
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_dump_that_could_not_be_opened_is_not_read_by_its_name_later()
    {
        using var held = HeldFile.Open(At("snap.sql"));
        File.WriteAllText(At("snap.sql"), "SELECT 1;\n");

        var failure = Assert.ThrowsExactly<PumFailureException>(() => DumpFile.Recognise(held, CancellationToken.None));

        Assert.AreEqual("PUM1003", failure.Failure.Code);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void What_an_access_control_list_hides_from_the_group_stays_hidden()
    {
        File.WriteAllText(At("app.dump"), "PGDMP old");
        SetAccessList(At("app.dump"), "system.posix_acl_access");
        Assert.AreEqual(Mine | UnixFileMode.GroupRead, File.GetUnixFileMode(At("app.dump")));

        Replace("app.dump");

        Assert.AreEqual(Mine, File.GetUnixFileMode(At("app.dump")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_list_that_the_folder_gives_to_new_files_lets_nobody_read_a_dump()
    {
        File.WriteAllText(At("app.dump"), "PGDMP old");
        File.SetUnixFileMode(At("app.dump"), Mine | UnixFileMode.GroupRead);
        SetAccessList(_folder, "system.posix_acl_default");

        Replace("app.dump");

        Assert.AreEqual(Mine, File.GetUnixFileMode(At("app.dump")));
    }

    private static void SetAccessList(string path, string kind)
    {
        // acl(5) of version 2: user::rw-, user:71:r--, group::---, mask::r--, other::---.
        byte[] list =
        [
            2, 0, 0, 0,
            1, 0, 6, 0, 255, 255, 255, 255,
            2, 0, 4, 0, 71, 0, 0, 0,
            4, 0, 0, 0, 255, 255, 255, 255,
            16, 0, 4, 0, 255, 255, 255, 255,
            32, 0, 0, 0, 255, 255, 255, 255,
        ];
        if (SetAttribute(path, kind, list, list.Length, 0) != 0)
            Assert.Inconclusive("The file system keeps no access control lists.");
    }

    [DllImport("libc", EntryPoint = "setxattr", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAttribute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        byte[] value,
        nint size,
        int flags);

    [TestMethod]
    public void The_files_of_a_directory_dump_have_its_mode_whatever_the_umask()
    {
        const UnixFileMode ForAll = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(At("app"));
        File.WriteAllText(At("app/toc.dat"), "PGDMP old");
        File.SetUnixFileMode(At("app"), MyFolder | ForAll);
        using (var destination = DumpDestination.Prepare(At("app"), DumpFormat.Directory, _reporter))
        {
            Fill(destination, "PGDMP new");
            File.SetUnixFileMode(Path.Combine(destination.WorkPath, "toc.dat"), All);
            File.WriteAllText(Path.Combine(destination.WorkPath, "1.dat"), "");
            File.SetUnixFileMode(Path.Combine(destination.WorkPath, "1.dat"), Mine);
            destination.Publish(_reporter);
        }

        Assert.AreEqual(MyFolder | ForAll, File.GetUnixFileMode(At("app")));
        foreach (var file in new[] { "toc.dat", "1.dat" })
            Assert.AreEqual(Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(At("app/" + file)));
    }

    [TestMethod]
    public void A_private_folder_that_holds_more_than_a_dump_is_left_alone_whole()
    {
        string left;
        using (DumpDestination.Prepare(At("app"), DumpFormat.Custom, _reporter))
            left = Directory.GetFileSystemEntries(_folder, ".pum-*")[0][..^32] + new string('1', 32);
        Directory.CreateDirectory(left, MyFolder);
        foreach (var name in new[] { "lock", "dump.partial", "precious.txt" })
            File.WriteAllText(Path.Combine(left, name), "");

        DumpDestination.Prepare(At("app"), DumpFormat.Custom, _reporter).Dispose();

        Assert.HasCount(3, Directory.GetFiles(left));
        Assert.IsFalse(_reporter.Messages.Any(message => message.Text.Contains("removed", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_file_system_without_modes_takes_a_dump_and_one_that_changes_owners_is_named()
    {
        using (var open = PrivateFolder.Create(
            At("open"), path => FileIdentity.Of(path) is { } made ? made with { Mode = made.Mode | 0x3F } : null))
            Assert.IsFalse(open.KeepsModes);
        using (var kept = PrivateFolder.Create(At("kept")))
            Assert.IsTrue(kept.KeepsModes);

        var exception = Assert.ThrowsExactly<IOException>(() => PrivateFolder.Create(
            At("squashed"), path => FileIdentity.Of(path) is { } made ? made with { Owner = made.Owner + 1 } : null));

        StringAssert.Contains(exception.Message, "root_squash");
        Assert.IsFalse(Path.Exists(At("squashed")));
    }

    [TestMethod]
    public void What_others_have_put_under_names_of_ours_is_left_alone()
    {
        string stem;
        using (var destination = DumpDestination.Prepare(At("app"), DumpFormat.Directory, _reporter))
            stem = Directory.GetFileSystemEntries(_folder, ".pum-*")[0][..^(
                Path.GetFileName(destination.WorkPath) == "dump.partial" ? 32 : 40)];
        var precious = Directory.CreateDirectory(At("precious")).FullName;
        foreach (var name in new[] { "lock", "dump.partial", "dump.old/toc.dat" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(precious, name))!);
            File.WriteAllText(Path.Combine(precious, name), "PGDMP of mine");
        }

        File.CreateSymbolicLink(stem + new string('1', 32), precious);
        File.WriteAllText(stem + new string('2', 32), "a file");
        // What earlier versions would have taken for their own: a dump that comes back, a lock that leads elsewhere.
        Directory.CreateDirectory(stem + new string('3', 32) + ".old");
        File.WriteAllText(stem + new string('3', 32) + ".old/toc.dat", "PGDMP of a stranger");
        File.CreateSymbolicLink(stem + new string('3', 32) + ".lock", Path.Combine(precious, "made by a link"));
        // A folder that others may look into was not made by a dump.
        Directory.CreateDirectory(stem + new string('4', 32) + "/dump.old");
        File.WriteAllText(stem + new string('4', 32) + "/dump.old/toc.dat", "PGDMP of a stranger");
        File.SetUnixFileMode(stem + new string('4', 32), All);
        var before = Tree();

        DumpDestination.Prepare(At("app"), DumpFormat.Directory, _reporter).Dispose();

        Assert.AreEqual(before, Tree());
    }

    [TestMethod]
    public void A_private_folder_of_another_user_is_left_alone()
    {
        Owner.RequireRoot();
        string foreign;
        using (DumpDestination.Prepare(At("app"), DumpFormat.Directory, _reporter))
            foreign = Directory.GetFileSystemEntries(_folder, ".pum-*")[0][..^32] + new string('1', 32);
        Directory.CreateDirectory(foreign, MyFolder);
        Directory.CreateDirectory(foreign + "/dump.old");
        File.WriteAllText(foreign + "/dump.old/toc.dat", "PGDMP of a stranger");
        Owner.GiveAway(foreign);
        DumpDestination.Prepare(At("app"), DumpFormat.Directory, _reporter).Dispose();
        Assert.IsTrue(File.Exists(foreign + "/dump.old/toc.dat"));
        Assert.IsFalse(Path.Exists(At("app")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    public void Who_puts_a_folder_of_his_own_in_the_place_of_the_private_one_gets_nothing(DumpFormat format)
    {
        File.SetUnixFileMode(_folder, All);
        using (var destination = DumpDestination.Prepare(At("app"), format, _reporter))
        {
            Exchange(format);
            Fill(destination, "PGDMP new");
            destination.Check();
            destination.Publish(_reporter);
        }

        Assert.AreEqual("PGDMP new", File.ReadAllText(format == DumpFormat.Directory ? At("app/toc.dat") : At("app")));
        Assert.AreEqual(
            "", string.Concat(Directory.GetFiles(_folder, "dump.partial", SearchOption.AllDirectories).Select(File.ReadAllText)));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    public void What_grew_in_a_folder_that_was_exchanged_is_not_published(DumpFormat format)
    {
        using (var destination = DumpDestination.Prepare(At("app"), format, _reporter))
        {
            Exchange(format);
            Fill(destination, "PGDMP new");
            Assert.AreEqual("PUM1004", Assert.ThrowsExactly<PumFailureException>(destination.Check).Code);
        }

        Assert.IsFalse(Path.Exists(At("app")));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom, "")]
    [DataRow(DumpFormat.Directory, "/README.md")]
    public void What_pg_dump_did_not_write_is_not_published(DumpFormat format, string name)
    {
        using var destination = DumpDestination.Prepare(At("app"), format, _reporter);
        File.WriteAllText(At("other"), "of somebody else");
        Fill(destination, "PGDMP new");
        if (name.Length == 0)
            File.Delete(destination.WorkPath);
        File.CreateSymbolicLink(destination.WorkPath + name, At("other"));
        Assert.AreEqual("PUM1004", Assert.ThrowsExactly<PumFailureException>(destination.Check).Code);
    }

    [TestMethod]
    public void What_took_the_dumps_name_while_two_folders_were_exchanged_is_not_deleted()
    {
        Directory.CreateDirectory(At("app"));
        File.WriteAllText(At("app/toc.dat"), "PGDMP old");
        Directory.CreateDirectory(At("backups"));
        File.WriteAllText(At("backups/kept"), "of all");
        var exchanges = 0;
        using (var destination = DumpDestination.Prepare(At("app"), DumpFormat.Directory, _reporter, Exchanged))
        {
            Fill(destination, "PGDMP new");
            var failure = Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter));
            Assert.AreEqual("PUM1004", failure.Code);
            Assert.Contains("dump.partial", failure.Failure.Text);
        }

        Assert.Contains("/kept", Tree());

        bool Exchanged(string first, string second)
        {
            if (++exchanges == 2)
            {
                Directory.Move(second, At("stolen"));
                Directory.Move(At("backups"), second);
            }

            if (!FolderExchange.Try(first, second))
                Assert.Inconclusive("The file system cannot exchange two folders in one step.");
            if (exchanges == 1)
                File.WriteAllText(Path.Combine(first, "README"), "no dump any more");
            return true;
        }
    }

    [TestMethod]
    public void A_rename_into_a_folder_that_is_held_open_never_copies()
    {
        if (FileIdentity.Of("/dev/shm") is not { } other || FileIdentity.Of(_folder) is not { } mine || other.Device == mine.Device)
        {
            Assert.Inconclusive("There is no second file system at hand.");
            return;
        }

        File.WriteAllText(At("dump"), "new");
        var there = Directory.CreateDirectory($"/dev/shm/pum_test_{Guid.NewGuid():N}");
        try
        {
            using var folder = UnixFile.OpenFolder(there.FullName);
            Assert.ThrowsExactly<IOException>(() => UnixFile.Rename(At("dump"), folder, "dump"));
            Assert.IsEmpty(there.GetFiles());
        }
        finally
        {
            there.Delete(recursive: true);
        }
    }

    private string At(string path) => Path.Combine(_folder, path);

    /// <summary>Moves the private folder away and makes another in its place.</summary>
    private void Exchange(DumpFormat format)
    {
        var name = Directory.GetDirectories(_folder, ".pum-*")[0];
        Directory.Move(name, At("moved away"));
        Directory.CreateDirectory(name, All);
        if (format == DumpFormat.Directory)
            Directory.CreateDirectory(name + "/dump.partial", All);
        else
            File.WriteAllText(name + "/dump.partial", "");
    }

    private void Replace(string name)
    {
        using var destination = DumpDestination.Prepare(At(name), DumpFormat.Custom, _reporter);
        Fill(destination, "new");
        destination.Publish(_reporter);
    }

    private static void Fill(DumpDestination destination, string content) =>
        File.WriteAllText(
            Directory.Exists(destination.WorkPath) ? Path.Combine(destination.WorkPath, "toc.dat") : destination.WorkPath, content);

    private string Tree() => string.Join('\n', Directory.EnumerateFileSystemEntries(_folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Order(StringComparer.Ordinal));
}
