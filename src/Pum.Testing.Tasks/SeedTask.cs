using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Pum.Build.Tasks;
using Pum.Build.Tasks.Logging;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Failures;

namespace Pum.Testing.Tasks;

/// <summary>A task on the seeds of a project: its cancellation, and the translation of failures to MSBuild's errors.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "MSBuild disposes no task, and calls Cancel also after Execute.")]
public abstract class SeedTask : Microsoft.Build.Utilities.Task, ICancelableTask
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The items <c>PumSeed</c>.</summary>
    public ITaskItem[] Seeds { get; set; } = [];

    /// <summary>The project that errors name which belong to no seed.</summary>
    public ITaskItem? ProjectFile { get; set; }

    /// <summary>Runs the task to its end; every failure becomes an error of the build.</summary>
    public sealed override bool Execute()
    {
        var environment = HostEnvironment.Current(new TaskItem(".").GetMetadata("FullPath"));
        var reporter = new BuildReporter(Log, TaskPlace.Of(BuildEngine, PathParameter.FullPath(ProjectFile)), environment);
        try
        {
            RunAsync(environment, reporter, _cancellation.Token).GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // MSBuild would print the bare stack trace of what leaves a task: PUM9001 carries it instead.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var failure in FailuresOf(exception))
                reporter.Error(failure);
        }
        return !Log.HasLoggedErrors;
    }

    /// <summary>Ends the task; MSBuild calls it from a thread of its own, even before or after <see cref="Execute"/>.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Does the task's own part.</summary>
    private protected abstract System.Threading.Tasks.Task RunAsync(
        HostEnvironment environment, BuildReporter reporter, CancellationToken cancellationToken);

    /// <summary>The failures of an exception.</summary>
    private ImmutableArray<PumFailure> FailuresOf(Exception exception) => exception switch
    {
        OperationCanceledException => [EndFailures.Cancelled(
            TaskFailures.CancelledMessage, "The next run drops anything incomplete on the server.", [])],
        PumFailureException failed => failed.Failures,
        _ => [EndFailures.Fault(GetType().Name, exception)],
    };
}
