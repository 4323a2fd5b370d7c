namespace Pum.Dumper.ClientTools;

/// <summary>The one place that runs client tools.</summary>
internal static class ToolProcess
{
    /// <summary>Runs a program to its end and returns its exit code.</summary>
    /// <remarks>
    /// On cancellation the program is asked to end as by Ctrl-C, so that it sends a cancel to the server, and ended with all its
    /// children where it does not; then <see cref="OperationCanceledException"/> is thrown.
    /// </remarks>
    public static Task<int> RunAsync(ToolCommand command, CancellationToken cancellationToken) => throw new NotImplementedException();
}
