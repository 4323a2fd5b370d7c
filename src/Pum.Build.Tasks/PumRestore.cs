using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Build.Tasks;

/// <summary>
/// Restores a dump of any format into a database, all of it or nothing, by
/// <see href="https://www.postgresql.org/docs/current/app-pgrestore.html">pg_restore</see> or
/// <see href="https://www.postgresql.org/docs/current/app-psql.html">psql</see>.
/// </summary>
/// <example><code><![CDATA[<PumRestore Service="test" File="snap.dump" />]]></code></example>
[MSBuildMultiThreadableTask]
public sealed class PumRestore : PostgresTask
{
    // Whether these were set at all matters: a plain dump is restored as it was made, and setting one for it is PUM1001.
    private bool? _noOwner;
    private bool? _noPrivileges;
    private bool? _noTablespaces;
    private bool? _noSubscriptions;

    /// <summary>
    /// The dump, relative to the project; its format is recognised from its content (required; PUM1001, PUM1003, PUM5002, PUM5003).
    /// </summary>
    public ITaskItem? File { get; set; }

    /// <summary>
    /// Schemas to restore: patterns of psql, separated by <c>;</c>, with the meaning of <c>pg_dump --schema</c>; all by default (PUM5013;
    /// PUM1001 for a plain dump, like every filter).
    /// </summary>
    public string? Schemas { get; set; }

    /// <summary>Schemas to leave out, as <c>pg_dump --exclude-schema</c>; none by default (PUM5011, PUM5013).</summary>
    public string? ExcludeSchemas { get; set; }

    /// <summary>Tables to restore, as <c>pg_dump --table</c>; all by default (PUM5013). Without a schema: in <c>public</c>.</summary>
    public string? Tables { get; set; }

    /// <summary>Tables to leave out, as <c>pg_dump --exclude-table</c>; none by default (PUM5011, PUM5013).</summary>
    public string? ExcludeTables { get; set; }

    /// <summary>Tables whose rows to leave out, as <c>pg_dump --exclude-table-data</c>; none by default (PUM5013).</summary>
    public string? ExcludeTableData { get; set; }

    /// <summary>Extensions to leave out, as <c>pg_dump --exclude-extension</c>; none by default (PUM5011, PUM5013).</summary>
    public string? ExcludeExtensions { get; set; }

    /// <summary>
    /// Also leaves out what needs something that is left out and that the target lacks, for instance a view on an excluded table;
    /// <c>false</c> by default: such objects then fail the restore before it touches anything (PUM5011).
    /// </summary>
    public bool ExcludeDependents { get; set; }

    /// <summary>
    /// Whether a name without wildcards that matches nothing in the dump is an error, not a warning (PUM5013); <c>true</c> by default.
    /// </summary>
    public bool StrictNames { get; set; } = true;

    /// <summary>Definitions alone, no rows, as <c>--schema-only</c>; <c>false</c> by default (PUM1001 for a plain dump).</summary>
    public bool SchemaOnly { get; set; }

    /// <summary>Rows alone, no definitions, as <c>--data-only</c>; <c>false</c> by default (PUM1001 for a plain dump).</summary>
    public bool DataOnly { get; set; }

    /// <summary>Leaves out ownership, as <c>--no-owner</c>; <c>true</c> by default from archives (PUM1001 for a plain dump).</summary>
    public bool NoOwner { get => _noOwner ?? true; set => _noOwner = value; }

    /// <summary>
    /// Leaves out GRANT and REVOKE, as <c>--no-privileges</c>; <c>true</c> by default from archives (PUM1001 for a plain dump).
    /// </summary>
    public bool NoPrivileges { get => _noPrivileges ?? true; set => _noPrivileges = value; }

    /// <summary>
    /// Leaves out tablespaces, as <c>--no-tablespaces</c>; <c>true</c> by default from archives (PUM1001 for a plain dump).
    /// </summary>
    public bool NoTablespaces { get => _noTablespaces ?? true; set => _noTablespaces = value; }

    /// <summary>
    /// Leaves out subscriptions, as <c>--no-subscriptions</c>; <c>true</c> by default from archives (PUM1001 for a plain dump).
    /// </summary>
    public bool NoSubscriptions { get => _noSubscriptions ?? true; set => _noSubscriptions = value; }

    /// <summary>
    /// Turns every SQL error into a warning (PUM5010) and succeeds; <c>false</c> by default. Gives up the promise that a restore
    /// completes or leaves the target as it was.
    /// </summary>
    public bool IgnoreErrors { get; set; }

    /// <summary>
    /// Creates the target when it is missing, with the dump's encoding and locale; <c>false</c> by default (PUM3005, PUM2004).
    /// </summary>
    public bool CreateDatabase { get; set; }

    /// <summary>
    /// Restores into a scratch database and swaps that in under the target's name in one transaction; creates the target if it is missing;
    /// <c>false</c> by default (PUM1001 together with <c>Clean</c>, PUM5005, PUM5007, PUM5008).
    /// </summary>
    public bool ReplaceDatabase { get; set; }

    /// <summary>Ends other sessions in the target that block <c>ReplaceDatabase</c>; <c>false</c> by default (PUM5008).</summary>
    public bool DisconnectUsers { get; set; }

    /// <summary>
    /// Database that a new one is made from; <c>template0</c> by default
    /// (<see href="https://www.postgresql.org/docs/current/manage-ag-templatedbs.html">Template Databases</see>).
    /// </summary>
    public string? BaseTemplate { get; set; }

    /// <summary>Drops each object before it is created again, as <c>--clean --if-exists</c>; <c>false</c> by default (PUM5007).</summary>
    public bool Clean { get; set; }

    /// <summary>
    /// Name of the database whose content may be lost, spelled out; <c>ReplaceDatabase</c> and <c>Clean</c> need it if the target holds
    /// something that this package did not restore (PUM5007).
    /// </summary>
    public string? ConfirmReplace { get; set; }

    /// <summary>
    /// Parallel workers, as <c>--jobs</c>: a number or <c>auto</c> (the default), one for each core if the restore may be parallel and
    /// errors are not ignored, else 1 (PUM1001).
    /// </summary>
    public string? Jobs { get; set; }

    /// <summary>
    /// Milliseconds to wait for a lock that another session holds, or a number with its unit (<c>30s</c>); as long as it takes by default
    /// (PUM5008).
    /// </summary>
    public string? LockTimeout { get; set; }

    /// <summary>Lets a plain dump use psql's backslash commands, which may run programs; <c>false</c> by default (PUM5009).</summary>
    public bool TrustDump { get; set; }

    /// <summary>
    /// Further options of pg_restore, or of psql for a plain dump, split as a shell splits words; options that this task sets itself are
    /// PUM1001.
    /// </summary>
    public string? AdditionalOptions { get; set; }

    /// <summary>
    /// The target; metadata <c>Format</c>, <c>ServerVersion</c>, <c>ClientVersion</c>, <c>IgnoredErrors</c>, <c>DurationMs</c>
    /// (milliseconds) and <c>ConnectionString</c>, for Npgsql and without a password.
    /// </summary>
    [Output]
    public ITaskItem? RestoredDatabase { get; private set; }

    private protected override string LeftAsItWas => RestoreFailures.LeftAsItWas(IgnoreErrors, ReplaceDatabase);

    private protected override async System.Threading.Tasks.Task RunAsync(
        TaskRun run, IReporter reporter, CancellationToken cancellationToken)
    {
        var result = await RestoreOperation.RunAsync(Request(run), reporter, run.Environment, cancellationToken);
        RestoredDatabase = ItemOf(result);
        await JobSummary.AppendAsync(result.Summary(nameof(PumRestore)), run.Environment, reporter);
    }

    internal RestoreRequest Request(TaskRun run) => new()
    {
        Caller = nameof(PumRestore),
        Connection = run.Connection,
        BaseDirectory = run.BaseDirectory,
        ToolPath = run.ToolPath,
        File = PathParameter.RequiredFile(File, run.BaseDirectory, "which dump to restore"),
        Filter = Filter,
        ExcludeDependents = ExcludeDependents,
        SchemaOnly = SchemaOnly,
        DataOnly = DataOnly,
        NoOwner = _noOwner,
        NoPrivileges = _noPrivileges,
        NoTablespaces = _noTablespaces,
        NoSubscriptions = _noSubscriptions,
        IgnoreErrors = IgnoreErrors,
        CreateDatabase = CreateDatabase,
        ReplaceDatabase = ReplaceDatabase,
        DisconnectUsers = DisconnectUsers,
        BaseTemplate = Absent(BaseTemplate) ?? "template0",
        Clean = Clean,
        ConfirmReplace = Absent(ConfirmReplace),
        Jobs = JobsParameter.Parse(Jobs),
        LockTimeout = DurationParameter.Milliseconds(nameof(LockTimeout), LockTimeout),
        TrustDump = TrustDump,
        AdditionalOptions = AdditionalOptions ?? "",
    };

    private ObjectFilter Filter => new()
    {
        Schemas = ListParameter.Parse(nameof(Schemas), Schemas),
        ExcludeSchemas = ListParameter.Parse(nameof(ExcludeSchemas), ExcludeSchemas),
        Tables = ListParameter.Parse(nameof(Tables), Tables),
        ExcludeTables = ListParameter.Parse(nameof(ExcludeTables), ExcludeTables),
        ExcludeTableData = ListParameter.Parse(nameof(ExcludeTableData), ExcludeTableData),
        ExcludeExtensions = ListParameter.Parse(nameof(ExcludeExtensions), ExcludeExtensions),
        StrictNames = StrictNames,
    };

    private static TaskItem ItemOf(RestoreResult result) => OutputItem.Of(result.Database, new()
    {
        ["Format"] = FormatParameter.NameOf(result.Format),
        ["ServerVersion"] = result.ServerVersion,
        ["ClientVersion"] = result.ClientVersion,
        ["IgnoredErrors"] = result.IgnoredErrors.ToString(CultureInfo.InvariantCulture),
        ["DurationMs"] = OutputItem.Milliseconds(result.Duration),
        ["ConnectionString"] = result.ConnectionString,
    });
}
