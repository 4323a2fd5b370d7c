using System.Runtime.Versioning;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Scripts;
using Pum.TestSupport;

namespace Pum.Dumper.Tests.Restoring;

/// <summary>What is decided about a restore, with programs that say a version and nothing else, and no server.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class RestorePlanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum plan ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(false, false, nameof(ScriptMode.Guarded))]
    [DataRow(true, false, nameof(ScriptMode.IntoNew))]
    [DataRow(false, true, nameof(ScriptMode.GoingOn))]
    [DataRow(true, true, nameof(ScriptMode.GoingOn))]
    public async Task A_script_undoes_itself_in_an_existing_database_alone(bool isNew, bool ignoreErrors, string mode)
    {
        Install("psql", "16.4");
        using var script = new MemoryStream("SELECT 1;\n"u8.ToArray());
        var source = new ScriptSource(
            new PlainDump(new() { Path = Path.Combine(_folder, "seed.sql"), Format = DumpFormat.Plain }), ScriptScanner.Scan(script), []);

        var plan = (ScriptPlan)await PlanAsync(source, 15, isNew, request => request with { IgnoreErrors = ignoreErrors });

        Assert.AreEqual((mode, 16, 1), (plan.Mode.ToString(), plan.Psql.Version.Major, plan.Jobs));
    }

    [TestMethod]
    [DataRow("Custom", false, null, 1)]
    [DataRow("Custom", true, 3, 3)]
    [DataRow("Directory", true, 1, 1)]
    [DataRow("Tar", true, 3, 1)]
    public async Task Workers_are_as_asked_for_and_one_where_more_cannot_be(string format, bool isNew, int? jobs, int expected)
    {
        Install("pg_restore", "17.2");

        var plan = await PlanAsync(Source(Enum.Parse<DumpFormat>(format)), 17, isNew, request => request with { Jobs = jobs });

        Assert.AreEqual(expected, plan.Jobs);
    }

    [TestMethod]
    public async Task Unasked_a_new_database_is_filled_by_as_many_workers_as_there_are_processors_unless_errors_are_ignored()
    {
        Install("pg_restore", "17.2");

        Assert.AreEqual(Environment.ProcessorCount, (await PlanAsync(Source(DumpFormat.Custom), 17, isNew: true)).Jobs);
        Assert.AreEqual(
            1, (await PlanAsync(Source(DumpFormat.Custom), 17, isNew: true, request => request with { IgnoreErrors = true })).Jobs);
    }

    [TestMethod]
    [DataRow("17.2", 15, false, "C", true, DisplayName = "the server does not know what pg_restore sets")]
    [DataRow("15.18", 15, false, "C", false)]
    [DataRow("17.2", 17, false, "C", false)]
    [DataRow("17.2", 17, true, "de_DE.UTF-8", true, DisplayName = "only psql tells the SQLSTATE of an error in another language")]
    [DataRow("17.2", 17, true, "en_GB.UTF-8", false)]
    public async Task An_archive_goes_through_psql_where_pg_restore_cannot_restore_it_by_itself(
        string restore, int server, bool ignoreErrors, string messages, bool throughPsql)
    {
        Install("pg_restore", restore);
        Install("psql", "17.2");

        var plan = (ArchivePlan)await PlanAsync(
            Source(DumpFormat.Custom), server, isNew: false, request => request with { IgnoreErrors = ignoreErrors }, messages);

        Assert.AreEqual(throughPsql, plan.Tools.Psql is not null);
        Assert.AreEqual(1, plan.Jobs);
    }

    [TestMethod]
    public async Task A_new_database_decides_about_psql_and_workers_where_its_server_speaks_another_language_there()
    {
        Install("pg_restore", "17.2");
        Install("psql", "17.2");
        static RestoreRequest With(RestoreRequest request) => request with { IgnoreErrors = true, Jobs = 3 };
        var plan = (ArchivePlan)await PlanAsync(Source(DumpFormat.Custom), 17, isNew: true, With);

        Assert.AreEqual((null, 3), (plan.Tools.Psql, plan.Jobs));
        var completed = await plan.CompleteAsync(
            Context(17, isNew: true, With, "de_DE.UTF-8", isSuperuser: false),
            InstalledObjects.OfEveryTemplate,
            session: null!,
            CancellationToken.None);
        Assert.AreEqual((17, 1), (completed.Tools.Psql?.Version.Major, completed.Jobs));
    }

    [TestMethod]
    public async Task A_script_of_an_archive_for_an_older_server_has_one_session()
    {
        Install("pg_restore", "17.2");
        Install("psql", "17.2");

        Assert.AreEqual(1, (await PlanAsync(Source(DumpFormat.Custom), 15, isNew: true, request => request with { Jobs = 3 })).Jobs);
    }

    [TestMethod]
    [DataRow(false, true)]
    [DataRow(true, false)]
    public async Task Rows_that_are_SQL_go_through_psql_where_they_could_end_the_one_transaction(bool isNew, bool throughPsql)
    {
        Install("pg_restore", "17.2");
        Install("psql", "17.2");
        var inserts = SelectionTests.Entry(3, "TABLE DATA", "public", "film") with { HadDumper = true, DataState = ArchiveDataState.Set };

        var plan = (ArchivePlan)await PlanAsync(Source(DumpFormat.Custom, inserts), 17, isNew);

        Assert.AreEqual(throughPsql, plan.Tools.Psql is not null);
    }

    [TestMethod]
    [DataRow(false, "2")]
    [DataRow(true, "1 2")]
    public async Task Only_a_superuser_restores_what_only_a_superuser_may(bool isSuperuser, string kept)
    {
        Install("pg_restore", "17.2");

        var plan = (ArchivePlan)await PlanAsync(Source(DumpFormat.Custom, SelectionTests.Entry(1, "COMMENT", null, "EXTENSION citext"), SelectionTests.Entry(2, "TABLE", "public", "film")), 17, isNew: false, isSuperuser: isSuperuser);

        Assert.AreEqual(kept, string.Join(' ', plan.Selection.Kept.Select(entry => entry.DumpId)));
    }

    private async Task<ContentPlan> PlanAsync(
        RestoreSource source, int server, bool isNew, Func<RestoreRequest, RestoreRequest>? with = null, string messages = "C", bool isSuperuser = false)
    {
        var context = Context(server, isNew, with, messages, isSuperuser);
        var found = new Findings();
        var inspection = new TargetInspection(null!, null, null, context.Target, context.Roles);
        var plan = await source.PlanAsync(context, new(_folder, context.Environment), inspection, found, CancellationToken.None);
        found.ThrowIfAny();
        return plan!;
    }

    private RestoreContext Context(int server, bool isNew, Func<RestoreRequest, RestoreRequest>? with, string messages, bool isSuperuser)
    {
        var environment = HostEnvironment.Current(_folder);
        var request = new RestoreRequest { Caller = "PumRestore", Connection = new() { ConnectionString = "host=nowhere dbname=app user=app" }, File = Path.Combine(_folder, "app.dump"), BaseDirectory = _folder };
        request = with?.Invoke(request) ?? request;
        var target = new Target(new(server, 0), isSuperuser) { Messages = messages };
        return new(request, ConnectionResolver.Resolve(request.Connection, environment), target, isNew, new SilentReporter(), environment);
    }

    // With options of the user's own nothing is asked of the server.
    private ArchiveSource Source(DumpFormat format, params ArchiveEntry[] entries) => new(
        new()
        {
            File = new() { Path = Path.Combine(_folder, "app.dump"), Format = format },
            Header = new()
            {
                Version = new(1, 14),
                Format = format,
                IntegerSize = 4,
                OffsetSize = 8,
                Compression = ArchiveCompression.None,
                Created = null,
                DatabaseName = "app",
                ServerVersion = "15.18",
                ClientVersion = "15.18",
            },
            Entries = [.. entries],
            EndOfContents = 0,
        },
        new([.. entries]),
        Patterns: [],
        Additional: ["--no-comments"]);

    private void Install(string tool, string version) =>
        TestProgram.Write(Path.Combine(_folder, tool), $"echo '{tool} (PostgreSQL) {version}'");
}
