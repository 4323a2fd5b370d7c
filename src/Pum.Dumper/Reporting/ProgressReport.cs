namespace Pum.Dumper.Reporting;

/// <summary>Reports again and again how far a long operation is; one that is shorter than the interval reports nothing.</summary>
internal sealed class ProgressReport : IAsyncDisposable
{
    private readonly Timer _timer;

    private ProgressReport(IReporter reporter, string caller, Func<string?> describe, Func<string, string> redact) => _timer = new(
        _ => Say(reporter, caller, describe, redact), null, reporter.ProgressInterval, reporter.ProgressInterval);

    /// <summary>Begins.</summary>
    /// <param name="reporter">Where it is said.</param>
    /// <param name="caller">What the line begins with.</param>
    /// <param name="describe">Where the operation is, in one line, or <see langword="null"/>; called from other threads.</param>
    /// <param name="redact">Takes secrets out.</param>
    public static ProgressReport Start(IReporter reporter, string caller, Func<string?> describe, Func<string, string> redact) =>
        new(reporter, caller, describe, redact);

    /// <summary>Ends; nothing is said afterwards.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private static void Say(IReporter reporter, string caller, Func<string?> describe, Func<string, string> redact)
    {
        try
        {
            if (describe() is { } text)
                reporter.Progress(redact($"{caller}: {text}"));
        }
#pragma warning disable CA1031 // What leaves the callback of a timer ends the process, and a line of progress is not worth that.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The next line may succeed.
        }
    }
}
