using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Pum.Build.Tasks.Logging;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;

namespace Pum.Build.Tasks;

/// <summary>
/// A task on a PostgreSQL database: its connection, its time limit, its cancellation, and the translation of failures to
/// MSBuild's errors. An empty parameter counts as absent.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "MSBuild disposes no task, and calls Cancel also after Execute.")]
public abstract class PostgresTask : Microsoft.Build.Utilities.Task, ICancelableTask
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>
    /// Name of a service: a section of <c>pg_service.conf</c>, found by libpq's rules
    /// (<see href="https://www.postgresql.org/docs/current/libpq-pgservice.html">The Connection Service File</see>; PUM3001, PUM3002).
    /// </summary>
    public string? Service { get; set; }

    /// <summary>
    /// Keywords and values of libpq, a URI, or a connection string for Npgsql; MSBuild records a password in it
    /// (<see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING">Connection Strings</see>; PUM1001).
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Name of the environment variable that holds the connection string, so that no secret is written down (PUM1002).</summary>
    public string? ConnectionStringVariable { get; set; }

    /// <summary>Name of the database; overrides the one that the connection names (PUM3005).</summary>
    public string? Database { get; set; }

    /// <summary>Name of the database to connect to for creating others; <c>postgres</c>, else <c>template1</c>, by default.</summary>
    public string? MaintenanceDatabase { get; set; }

    /// <summary>
    /// Role to take on after connecting, as <c>--role</c> of the client tools
    /// (<see href="https://www.postgresql.org/docs/current/sql-set-role.html">SET ROLE</see>). It is no protection from the code in a dump
    /// or a database, which can reset it.
    /// </summary>
    public string? Role { get; set; }

    /// <summary>Folder of the client tools to use, relative to the project; overrides every search (PUM2001).</summary>
    public ITaskItem? ToolPath { get; set; }

    /// <summary>
    /// Seconds to wait for a connection, or a number with its unit (<c>500ms</c>, <c>30s</c>, <c>5min</c>); 15 by default unless the
    /// connection sets it
    /// (<see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-CONNECT-TIMEOUT">connect_timeout</see>;
    /// PUM3003).
    /// </summary>
    public string? ConnectTimeout { get; set; }

    /// <summary>
    /// Seconds to keep trying while the server refuses connections or is starting up, or a number with its unit; 0 by default (PUM3003,
    /// PUM3006).
    /// </summary>
    public string? WaitForServer { get; set; }

    /// <summary>
    /// Milliseconds for the whole task, or a number with its unit (<c>30s</c>, <c>5min</c>); no limit by default (PUM8002).
    /// </summary>
    public string? Timeout { get; set; }

    /// <summary>The project that errors name; by default the file that holds the task's element.</summary>
    public ITaskItem? ProjectFile { get; set; }

    /// <summary>One sentence on what is as it was before when the task is stopped early.</summary>
    private protected abstract string LeftAsItWas { get; }

    /// <summary>Does the task's own part.</summary>
    private protected abstract System.Threading.Tasks.Task RunAsync(TaskRun run, IReporter reporter, CancellationToken cancellationToken);

    /// <summary>Runs the task to its end; every failure becomes an error of the build.</summary>
    public sealed override bool Execute()
    {
        var environment = HostEnvironment.Current(new TaskItem(".").GetMetadata("FullPath"));
        var reporter = new BuildReporter(Log, TaskPlace.Of(BuildEngine, PathParameter.FullPath(ProjectFile)), environment);
        using var timeout = new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_cancellation.Token, timeout.Token);
        try
        {
            // A limit of 0 means no limit, as in PostgreSQL's own settings.
            if (DurationParameter.Milliseconds(nameof(Timeout), Timeout) is > 0 and var limit)
                timeout.CancelAfter(limit);
            RunAsync(Run(environment), reporter, ended.Token).GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // MSBuild would print the bare stack trace of what leaves a task: PUM9001 carries it instead.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var failure in FailuresOf(exception, timeout.IsCancellationRequested))
                reporter.Error(failure);
        }
        return !Log.HasLoggedErrors;
    }

    /// <summary>Ends the task; MSBuild calls it from a thread of its own, even before or after <see cref="Execute"/>.</summary>
    public void Cancel() => _cancellation.Cancel();

    internal TaskRun Run(HostEnvironment environment) => new(
        new ConnectionRequest
        {
            Service = Absent(Service),
            ConnectionString = Absent(ConnectionString),
            ConnectionStringVariable = Absent(ConnectionStringVariable),
            Database = Absent(Database),
            MaintenanceDatabase = Absent(MaintenanceDatabase),
            Role = Absent(Role),
            ConnectTimeout = DurationParameter.Seconds(nameof(ConnectTimeout), ConnectTimeout),
            WaitForServer = DurationParameter.Seconds(nameof(WaitForServer), WaitForServer) ?? 0,
        },
        environment,
        PathParameter.FullPath(ToolPath));

    /// <summary>An empty value counts as absent, because an attribute with an undefined property is one.</summary>
    private protected static string? Absent(string? value) => string.IsNullOrEmpty(value) ? null : value;

    internal ImmutableArray<PumFailure> FailuresOf(Exception exception, bool timedOut) => new OperationEnd
    {
        Caller = GetType().Name,
        CancelledMessage = TaskFailures.CancelledMessage,
        LeftAsItWas = LeftAsItWas,
        IsCancelled = _cancellation.IsCancellationRequested,
        ExceededLimit = timedOut ? DurationParameter.Display(Timeout!, "ms") : null,
    }.FailuresOf(exception);
}
