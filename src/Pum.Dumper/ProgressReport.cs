namespace Pum.Dumper;

/// <summary>Says every ten seconds where a long operation is; a short one says nothing.</summary>
internal sealed class ProgressReport : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Timer _timer;

    private ProgressReport(IReporter reporter, Func<string?> describe) => _timer = new(
        _ =>
        {
            if (describe() is { } text)
                reporter.Message(ReportImportance.Normal, text);
        },
        null,
        Interval,
        Interval);

    /// <summary>Begins.</summary>
    /// <param name="reporter">Where it is said.</param>
    /// <param name="describe">Where the operation is, in one line free of secrets, or <see langword="null"/>; called from other threads, and must not throw.</param>
    public static ProgressReport Start(IReporter reporter, Func<string?> describe) => new(reporter, describe);

    /// <summary>Ends; nothing is said afterwards.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
