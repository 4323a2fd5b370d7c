using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Tests.Dumping;

[TestClass]
internal sealed class DumpDestinationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum destination ").FullName;

    private readonly SilentReporter _reporter = new();

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
    [DataRow(DumpFormat.Custom, true)]
    [DataRow(DumpFormat.Custom, false)]
    [DataRow(DumpFormat.Directory, true)]
    [DataRow(DumpFormat.Directory, false)]
    public void What_an_ended_dump_left_is_removed_by_the_next_to_the_same_place_and_a_live_one_is_left_alone(
        DumpFormat format, bool withLock)
    {
        var path = Path.Combine(_folder, "snap");
        using var live = DumpDestination.Prepare(path, format, _reporter);
        Fill(live.WorkPath, "alive", format);
        using var other = DumpDestination.Prepare(path + ".other", format, _reporter);
        Fill(other.WorkPath, "of another", format);
        var left = LeftBy(live);
        Fill(Path.Combine(left, "dump.partial"), "left", format);
        if (withLock)
            File.WriteAllText(Path.Combine(left, "lock"), "");

        Write(path, "PGDMP new", format);

        Assert.AreEqual("alive PGDMP new", $"{Content(live.WorkPath, format)} {Content(path, format)}");
        Assert.AreEqual("of another", Content(other.WorkPath, format));
        Assert.IsFalse(Path.Exists(left));
        Assert.AreEqual(
            (ReportImportance.Normal, $"Removed {left}, left by an earlier dump that was interrupted"),
            _reporter.Messages.Single(message => message.Importance > ReportImportance.Low));
    }

    [TestMethod]
    public void A_directory_dump_that_stood_aside_when_its_successor_was_ended_comes_back()
    {
        var path = Path.Combine(_folder, "snap");
        using (var ended = DumpDestination.Prepare(path, DumpFormat.Directory, _reporter))
            Fill(Path.Combine(LeftBy(ended), "dump.old"), "PGDMP old", DumpFormat.Directory);

        using (DumpDestination.Prepare(path, DumpFormat.Directory, _reporter))
            Assert.AreEqual("PGDMP old", Content(path, DumpFormat.Directory));
        using (var ended = DumpDestination.Prepare(path, DumpFormat.Directory, _reporter))
            Fill(Path.Combine(LeftBy(ended), "dump.old"), "PGDMP older", DumpFormat.Directory);
        DumpDestination.Prepare(path, DumpFormat.Directory, _reporter).Dispose();

        Assert.AreEqual("PGDMP old", Content(path, DumpFormat.Directory));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom, true)]
    [DataRow(DumpFormat.Directory, true)]
    [DataRow(DumpFormat.Directory, false)]
    public async Task Dumps_to_one_place_at_once_all_end_well_and_one_of_them_stands_there_whole(DumpFormat format, bool inOneStep)
    {
        var path = Path.Combine(_folder, "snap");
        using var stop = new CancellationTokenSource();
        Write(path, "PGDMP 0", format, inOneStep: inOneStep);
        // Two names for one moment are no exchange in one step: then a reader may find nothing.
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested && inOneStep && !OperatingSystem.IsWindows())
                Assert.IsTrue(Path.Exists(path), "nothing stands there");
        });

        await Parallel.ForEachAsync(Enumerable.Range(1, 200), new ParallelOptions { MaxDegreeOfParallelism = 4 }, (number, _) =>
        {
            Write(path, $"PGDMP {number}", format, inOneStep: inOneStep);
            return ValueTask.CompletedTask;
        });
        await stop.CancelAsync();
        await reader;

        StringAssert.Matches(Content(path, format), new("^PGDMP [0-9]+$"));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_folder_that_got_other_content_in_the_meantime_is_not_replaced(bool inOneStep)
    {
        var path = Path.Combine(_folder, "snap");
        Write(path, "PGDMP old", DumpFormat.Directory);
        using var destination = DumpDestination.Prepare(path, DumpFormat.Directory, _reporter, inOneStep ? null : (_, _) => false);
        Fill(destination.WorkPath, "PGDMP new", DumpFormat.Directory);
        File.WriteAllText(Path.Combine(path, "precious.txt"), "");

        Assert.AreEqual("PUM1004", Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter)).Code);
        Assert.IsTrue(File.Exists(Path.Combine(path, "precious.txt")));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_dump_that_somebody_holds_is_put_back_and_the_new_one_does_not_pass_for_published(bool inOneStep)
    {
        var path = Path.Combine(_folder, "snap");
        Write(path, "PGDMP old", DumpFormat.Directory);
        using (var destination = DumpDestination.Prepare(path, DumpFormat.Directory, _reporter, inOneStep ? null : (_, _) => false))
        {
            Fill(destination.WorkPath, "PGDMP new", DumpFormat.Directory);
            using var holder = new FileStream(Path.Combine(path, "toc.dat"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Assert.AreEqual("PUM1004", Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter)).Code);
        }

        Assert.AreEqual("PGDMP old", Content(path, DumpFormat.Directory));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    [DataRow(true)]
    [DataRow(false)]
    public void A_dump_that_may_not_be_read_any_more_is_put_back(bool inOneStep)
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Inconclusive("root may read everything");
        var path = Path.Combine(_folder, "snap");
        Write(path, "PGDMP old", DumpFormat.Directory);
        using (var destination = DumpDestination.Prepare(path, DumpFormat.Directory, _reporter, inOneStep ? null : (_, _) => false))
        {
            Fill(destination.WorkPath, "PGDMP new", DumpFormat.Directory);
            File.SetUnixFileMode(Path.Combine(path, "toc.dat"), UnixFileMode.None);
            Assert.AreEqual("PUM1004", Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter)).Code);
        }

        File.SetUnixFileMode(Path.Combine(path, "toc.dat"), UnixFileMode.UserRead);
        Assert.AreEqual("PGDMP old", Content(path, DumpFormat.Directory));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void A_folder_that_turns_up_in_a_dump_is_never_deleted()
    {
        string work;
        using (var destination = DumpDestination.Prepare(Path.Combine(_folder, "snap"), DumpFormat.Directory, _reporter))
        {
            work = destination.WorkPath;
            Fill(work, "PGDMP new", DumpFormat.Directory);
            Directory.CreateDirectory(Path.Combine(work, "1.dat"));
            File.WriteAllText(Path.Combine(work, "1.dat", "precious.txt"), "");
        }

        Assert.IsTrue(File.Exists(Path.Combine(work, "1.dat", "precious.txt")));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(true)]
    [DataRow(false)]
    public void A_link_that_took_the_place_of_the_old_dump_is_put_back_and_what_it_leads_to_stays(bool inOneStep)
    {
        var (path, other) = (Path.Combine(_folder, "snap"), Path.Combine(_folder, "other"));
        Write(path, "PGDMP old", DumpFormat.Directory);
        Write(other, "PGDMP of somebody else", DumpFormat.Directory);
        using (var destination = DumpDestination.Prepare(path, DumpFormat.Directory, _reporter, inOneStep ? null : (_, _) => false))
        {
            Fill(destination.WorkPath, "PGDMP new", DumpFormat.Directory);
            Directory.Delete(path, recursive: true);
            File.CreateSymbolicLink(path, other);
            Assert.AreEqual("PUM1004", Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter)).Code);
        }

        Assert.AreEqual((other, "PGDMP of somebody else"), (new FileInfo(path).LinkTarget, Content(other, DumpFormat.Directory)));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void What_cannot_be_put_back_stays_where_it_is_and_is_named()
    {
        var path = Path.Combine(_folder, "snap");
        Write(path, "PGDMP old", DumpFormat.Directory);
        string work;
        var exchanges = 0;
        using (var destination = DumpDestination.Prepare(
            path, DumpFormat.Directory, _reporter, (first, second) => exchanges++ == 0 && FolderExchange.Try(first, second)))
        {
            work = destination.WorkPath;
            Fill(work, "PGDMP new", DumpFormat.Directory);
            File.WriteAllText(Path.Combine(path, "precious.txt"), "");
            var failure = Assert.ThrowsExactly<PumFailureException>(() => destination.Publish(_reporter)).Failure;
            StringAssert.StartsWith(failure.Message, $"The previous '{path}' could not be put back from '{work}': ");
        }

        Assert.IsTrue(File.Exists(Path.Combine(work, "precious.txt")));

        // As the failure advises.
        Directory.Delete(path, recursive: true);
        Directory.Move(work, path);
        Assert.AreEqual("PUM1004", Refusal(path, DumpFormat.Directory), "it is no dump any more");
        File.Move(Path.Combine(path, "precious.txt"), Path.Combine(_folder, "precious.txt"));
        Write(path, "PGDMP next", DumpFormat.Directory);
        Assert.AreEqual("PGDMP next", Content(path, DumpFormat.Directory));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(true)]
    [DataRow(false)]
    public void An_old_dump_that_cannot_be_deleted_is_named_and_is_deleted_by_hand(bool inOneStep)
    {
        var path = Path.Combine(_folder, "snap");
        Write(path, "PGDMP old", DumpFormat.Directory);
        // Not even root deletes a file on which another one is mounted.
        var mounted = Path.Combine(path, "1.dat");
        File.WriteAllText(mounted, "");
        if (Run("mount", "--bind", mounted, mounted) != 0)
            Assert.Inconclusive("Mounting takes root.");

        var reporter = new WarnedReporter();
        using (var destination = DumpDestination.Prepare(path, DumpFormat.Directory, reporter, inOneStep ? null : (_, _) => false))
        {
            Fill(destination.WorkPath, "PGDMP new", DumpFormat.Directory);
            destination.Publish(reporter);
        }

        var warning = reporter.Warnings.Single();
        Assert.AreEqual(("PUM1004", "Remove it by hand."), (warning.Code, warning.Advice));
        Assert.AreEqual("PGDMP new", Content(path, DumpFormat.Directory));
        var aside = warning.Message[(warning.Message.IndexOf("from '", StringComparison.Ordinal) + 6)..warning.Message.IndexOf("': ", StringComparison.Ordinal)];
        Assert.AreEqual(0, Run("umount", Path.Combine(aside, "1.dat")));
        Directory.Delete(aside, recursive: true);
        Write(path, "PGDMP next", DumpFormat.Directory);
        Assert.AreEqual("PGDMP next", Content(path, DumpFormat.Directory));
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed class WarnedReporter : IReporter
    {
        public List<PumFailure> Warnings { get; } = [];

        public void Message(ReportImportance importance, string text)
        {
        }

        public void Warning(PumFailure warning) => Warnings.Add(warning);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_replaced_dump_keeps_its_mode_and_the_new_one_is_never_more_open_while_it_grows()
    {
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Shared = Mine | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        foreach (var (format, more) in new[] { (DumpFormat.Custom, UnixFileMode.None), (DumpFormat.Directory, UnixFileMode.UserExecute) })
        {
            var path = Path.Combine(_folder, format.ToString());
            Write(path, "PGDMP old", format);
            foreach (var mode in new[] { Mine | more, Shared | more })
            {
                File.SetUnixFileMode(path, mode);
                using var destination = DumpDestination.Prepare(path, format, _reporter);
                Assert.AreEqual(UnixFileMode.None, File.GetUnixFileMode(destination.WorkPath) & ~mode);
                Fill(destination.WorkPath, "PGDMP new", format);
                destination.Publish(_reporter);
                Assert.AreEqual((mode, "PGDMP new"), (File.GetUnixFileMode(path), Content(path, format)));
            }
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_pipe_or_a_socket_is_neither_replaced_nor_waited_for()
    {
        var (pipe, socket) = (Path.Combine(_folder, "pipe"), Path.Combine(_folder, "socket"));
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            mkfifo.WaitForExit();
        using var listener = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(socket));

        foreach (var path in new[] { pipe, socket })
        {
            Assert.AreEqual("PUM1004", Refusal(path, DumpFormat.Custom));
            Assert.AreEqual("PUM1004", Refusal(path, DumpFormat.Directory));
            Assert.AreEqual("PUM1003", Assert.ThrowsExactly<PumFailureException>(() => Pum.Dumper.Archives.DumpFile.Recognise(path)).Code);
        }

        var folder = Directory.CreateDirectory(Path.Combine(_folder, "dump")).FullName;
        File.Move(pipe, Path.Combine(folder, "toc.dat"));
        Assert.AreEqual("PUM1004", Refusal(folder, DumpFormat.Directory));
        Assert.AreEqual("PUM1003", Assert.ThrowsExactly<PumFailureException>(() => Pum.Dumper.Archives.DumpFile.Recognise(folder)).Code);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_device_or_a_pipe_that_may_not_be_read_is_in_the_way_wherever_it_is()
    {
        var (pipe, device) = (Path.Combine(_folder, "pipe"), Path.Combine(_folder, "null"));
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", ["-m", "0", pipe]))
            mkfifo.WaitForExit();
        Assert.AreEqual("PUM1004", Refusal(pipe, DumpFormat.Custom));
        if (!Environment.IsPrivilegedProcess)
            return;
        using (var mknod = System.Diagnostics.Process.Start("mknod", [device, "c", "1", "3"]))
            mknod.WaitForExit();
        if (Path.Exists(device))
            Assert.AreEqual("PUM1004", Refusal(device, DumpFormat.Custom));
    }

    private void Write(string path, string content, DumpFormat format, bool publish = true, bool inOneStep = true)
    {
        using var destination = DumpDestination.Prepare(path, format, _reporter, inOneStep ? null : (_, _) => false);
        Fill(destination.WorkPath, content, format);
        if (publish)
            destination.Publish(_reporter);
    }

    private static void Fill(string path, string content, DumpFormat format) =>
        File.WriteAllText(
            format == DumpFormat.Directory ? Path.Combine(Directory.CreateDirectory(path).FullName, "toc.dat") : path, content);

    private static string Content(string path, DumpFormat format) =>
        File.ReadAllText(format == DumpFormat.Directory ? Path.Combine(path, "toc.dat") : path);

    /// <summary>A private folder that another run to the same place left.</summary>
    private static string LeftBy(DumpDestination destination)
    {
        var folder = Path.GetDirectoryName(destination.WorkPath)![..^32] + new string('0', 32);
        return (OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;
    }

    private string Refusal(string path, DumpFormat format) =>
        Assert.ThrowsExactly<PumFailureException>(() => DumpDestination.Prepare(path, format, _reporter)).Code;
}
