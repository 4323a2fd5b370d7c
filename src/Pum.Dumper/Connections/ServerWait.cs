using System.Diagnostics;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Connections;

/// <summary>Waits for a server that refuses connections or is starting up.</summary>
internal static class ServerWait
{
    /// <summary>
    /// Nothing tells when a server begins to answer; a start takes about a second, and each attempt is a line in its log.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Tries until the server answers or the time is over; what it said last is then thrown.</summary>
    public static async Task<T> UntilReachedAsync<T>(
        Func<Task<T>> attempt, TimeSpan patience, IReporter reporter, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (PumFailureException exception) when (SessionFailures.MayPass(exception.Failure) && watch.Elapsed < patience)
            {
                reporter.Message(ReportImportance.Normal, $"Waiting for the server: {exception.Failure.Message}");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
