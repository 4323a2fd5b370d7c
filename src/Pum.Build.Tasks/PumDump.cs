using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Dumping;
using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;

namespace Pum.Build.Tasks;

/// <summary>
/// Dumps a database to a file, whole or not at all, by <see href="https://www.postgresql.org/docs/current/app-pgdump.html">pg_dump</see>.
/// </summary>
/// <example><code><![CDATA[<PumDump Service="ci" File="snap.dump" />]]></code></example>
[MSBuildMultiThreadableTask]
public sealed class PumDump : PostgresTask
{
    /// <summary>Where the dump goes, relative to the project; its folder is created (required; PUM1001, PUM1004).</summary>
    public ITaskItem? File { get; set; }

    /// <summary><c>custom</c> (the default), <c>plain</c> or <c>directory</c>, as <c>--format</c>.</summary>
    public string? Format { get; set; }

    /// <summary>Schemas to dump: patterns of psql, separated by <c>;</c>, as <c>--schema</c>; all by default (PUM4003).</summary>
    public string? Schemas { get; set; }

    /// <summary>Schemas to leave out, as <c>--exclude-schema</c>; none by default (PUM4003).</summary>
    public string? ExcludeSchemas { get; set; }

    /// <summary>Tables to dump, as <c>--table</c>; all by default (PUM4003).</summary>
    public string? Tables { get; set; }

    /// <summary>Tables to leave out, as <c>--exclude-table</c>; none by default (PUM4003).</summary>
    public string? ExcludeTables { get; set; }

    /// <summary>Tables whose rows to leave out, as <c>--exclude-table-data</c>; none by default (PUM4003).</summary>
    public string? ExcludeTableData { get; set; }

    /// <summary>Extensions to leave out, as <c>--exclude-extension</c>, which needs pg_dump 17; none by default (PUM2002).</summary>
    public string? ExcludeExtensions { get; set; }

    /// <summary>
    /// Whether a name without wildcards that matches nothing is an error, not a warning (PUM4003); <c>true</c> by default, because a
    /// mistyped exclusion would publish what it should hold back.
    /// </summary>
    public bool StrictNames { get; set; } = true;

    /// <summary>
    /// Definitions alone, no rows, as <c>--schema-only</c>; <c>false</c> by default (PUM1001 together with <see cref="DataOnly"/>).
    /// </summary>
    public bool SchemaOnly { get; set; }

    /// <summary>
    /// Rows alone, no definitions, as <c>--data-only</c>; <c>false</c> by default (PUM1001 together with <see cref="SchemaOnly"/>).
    /// </summary>
    public bool DataOnly { get; set; }

    /// <summary>
    /// Leaves out ownership, as <c>--no-owner</c>; <c>true</c> by default. An archive keeps it, and the restore leaves it out.
    /// </summary>
    public bool NoOwner { get; set; } = true;

    /// <summary>Leaves out GRANT and REVOKE, as <c>--no-privileges</c>; <c>true</c> by default.</summary>
    public bool NoPrivileges { get; set; } = true;

    /// <summary>
    /// Leaves out subscriptions, as <c>--no-subscriptions</c>; <c>true</c> by default, so that no copy subscribes to the original's
    /// publisher.
    /// </summary>
    public bool NoSubscriptions { get; set; } = true;

    /// <summary>
    /// <c>auto</c> (the default), <c>none</c>, or <c>gzip</c>, <c>lz4</c>, <c>zstd</c> with an optional <c>:level</c>, as <c>--compress</c>
    /// (PUM1001, PUM2002).
    /// </summary>
    public string? Compression { get; set; }

    /// <summary>
    /// Parallel workers of a directory dump, as <c>--jobs</c>: a number or <c>auto</c> (the default), one for each core (PUM1001).
    /// </summary>
    public string? Jobs { get; set; }

    /// <summary>
    /// Milliseconds to wait for the tables' locks, or a number with its unit, as <c>--lock-wait-timeout</c>; as long as it takes by
    /// default (PUM4005).
    /// </summary>
    public string? LockTimeout { get; set; }

    /// <summary>Further options of pg_dump, split as a shell splits words; options that this task sets itself are PUM1001.</summary>
    public string? AdditionalOptions { get; set; }

    /// <summary>
    /// The dump; metadata <c>Format</c>, <c>Sha256</c>, <c>Size</c> (bytes), <c>ServerVersion</c>, <c>ClientVersion</c>, <c>DurationMs</c>
    /// (milliseconds).
    /// </summary>
    [Output]
    public ITaskItem? DumpFile { get; private set; }

    private protected override string LeftAsItWas => $"{File?.ItemSpec} is as it was before.";

    private protected override async System.Threading.Tasks.Task RunAsync(
        TaskRun run, IReporter reporter, CancellationToken cancellationToken)
    {
        var result = await DumpOperation.RunAsync(Request(run), reporter, run.Environment, cancellationToken);
        DumpFile = ItemOf(result);
        await JobSummary.AppendAsync(result.Summary(nameof(PumDump)), run.Environment, reporter);
    }

    internal DumpRequest Request(TaskRun run) => new()
    {
        Caller = nameof(PumDump),
        Connection = run.Connection,
        BaseDirectory = run.BaseDirectory,
        ToolPath = run.ToolPath,
        File = PathParameter.RequiredFile(File, run.BaseDirectory, "where the dump goes"),
        Format = FormatParameter.Parse(Format),
        Filter = new ObjectFilter
        {
            Schemas = ListParameter.Parse(nameof(Schemas), Schemas),
            ExcludeSchemas = ListParameter.Parse(nameof(ExcludeSchemas), ExcludeSchemas),
            Tables = ListParameter.Parse(nameof(Tables), Tables),
            ExcludeTables = ListParameter.Parse(nameof(ExcludeTables), ExcludeTables),
            ExcludeTableData = ListParameter.Parse(nameof(ExcludeTableData), ExcludeTableData),
            ExcludeExtensions = ListParameter.Parse(nameof(ExcludeExtensions), ExcludeExtensions),
            StrictNames = StrictNames,
        },
        SchemaOnly = SchemaOnly,
        DataOnly = DataOnly,
        NoOwner = NoOwner,
        NoPrivileges = NoPrivileges,
        NoSubscriptions = NoSubscriptions,
        Compression = Absent(Compression) ?? "auto",
        Jobs = JobsParameter.Parse(Jobs),
        LockTimeout = DurationParameter.Milliseconds(nameof(LockTimeout), LockTimeout),
        AdditionalOptions = AdditionalOptions ?? "",
    };

    private static TaskItem ItemOf(DumpResult result) => OutputItem.Of(result.File, new()
    {
        ["Format"] = FormatParameter.NameOf(result.Format),
        ["Sha256"] = result.Sha256,
        ["Size"] = result.Size.ToString(CultureInfo.InvariantCulture),
        ["ServerVersion"] = result.ServerVersion,
        ["ClientVersion"] = result.ClientVersion,
        ["DurationMs"] = OutputItem.Milliseconds(result.Duration),
    });
}
