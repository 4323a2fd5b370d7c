using Pum.Dumper.Archives;
using Pum.Dumper.Dumping;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Running;
using Pum.Dumper.ServerTests.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

[TestClass]
public sealed class ProgressTests
{
    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(15, "")]
    [DataRow(15, "schema")]
    [DataRow(15, "data")]
    [DataRow(17, "")]
    [DataRow(18, "")]
    public async Task Every_entry_that_pg_restore_is_to_restore_is_counted(int major, string how)
    {
        var server = await TestServer.GetAsync(major);
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects, server);
        using var folder = new TestFolder();
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder);
        await using var target = await TestDatabase.CreateAsync(server);
        var request = Request(target, dump) with { SchemaOnly = how is "schema" or "data" };
        await RestoreOperation.RunAsync(request, _reporter);
        if (how == "data")
        {
            _reporter.Messages.Clear();
            request = request with { SchemaOnly = false, DataOnly = true, IgnoreErrors = true };
            await RestoreOperation.RunAsync(request, _reporter);
        }

        var selection = ArchiveSelection.For(
            Archive.Read(DumpFile.Recognise(dump)).Entries,
            Target.Unknown with { Server = new(major, 0) },
            InstalledObjects.OfEveryTemplate,
            request);
        var progress = new EntryProgress(selection.Kept, request);
        Assert.IsNull(progress.Describe());
        foreach (var (_, line) in _reporter.Messages)
            progress.Take(line);
        Assert.IsGreaterThan(0, progress.Total);
        Assert.AreEqual(progress.Total, progress.Begun, string.Join('\n', _reporter.Messages.Select(message => message.Text)));
    }

    // Ten seconds are the subject: a shorter restore says nothing.
    [TestMethod]
    public async Task A_long_restore_says_where_it_is()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        var script = folder.Write("slow.sql", "-- Data for Name: film; Type: TABLE DATA; Schema: public; Owner: -\nSELECT pg_sleep(11);\n");

        await RestoreOperation.RunAsync(Request(target, script), _reporter);

        var said = _reporter.Messages.Where(message => message.Importance == ReportImportance.Normal).Select(message => message.Text);
        Assert.AreEqual("PumRestore: 88 of 88 bytes, film; Type: TABLE DATA; Schema: public", said.Single());
    }

    [TestMethod]
    public async Task A_dump_counts_its_tables_and_knows_their_number_from_its_own_beginning()
    {
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects);
        using var folder = new TestFolder();
        var request = new DumpRequest { Caller = "PumDump", Connection = source.Request, File = folder["a dump"], BaseDirectory = folder.FullName };
        await DumpOperation.RunAsync(request, _reporter);

        var progress = new DumpProgress(request.File, DumpFormat.Custom);
        foreach (var (_, line) in _reporter.Messages)
            progress.Read(line);

        Assert.IsGreaterThan(1, progress.Begun);
        var last = $"table {progress.Begun} of {progress.Begun}, ";
        Assert.Contains(last, progress.Describe() ?? "");
    }

    private static RestoreRequest Request(TestDatabase target, string dump) => new()
    {
        Caller = "PumRestore",
        Connection = target.Request,
        File = dump,
        BaseDirectory = Path.GetDirectoryName(dump)!,
        ToolPath = target.Server.BinDirectory,
    };
}
