using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>How an operation ended that did not succeed, as its caller knows it.</summary>
internal sealed record OperationEnd
{
    /// <summary>Who asked, as users know it.</summary>
    public required string Caller { get; init; }

    /// <summary>The sentence on a cancellation, in the caller's words.</summary>
    public required string CancelledMessage { get; init; }

    /// <summary>One sentence on what is as it was before when the operation is stopped early.</summary>
    public required string LeftAsItWas { get; init; }

    /// <summary>Whether it was told to end.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>The time limit that it exceeded, as people read it; <see langword="null"/> where it did not.</summary>
    public string? ExceededLimit { get; init; }

    /// <summary>The failures that a user sees.</summary>
    /// <remarks>
    /// What a tool prints when it is told to end is not a failure of its own, so cancellation and timeout come first; but both say that the
    /// target is as it was. What else breaks after it was told to end does so because of that: the files are removed while it still runs.
    /// </remarks>
    public ImmutableArray<PumFailure> FailuresOf(Exception exception) => exception switch
    {
        PumFailureException { Failure.TargetMayHaveChanged: true } changed => changed.Failures,
        _ when IsCancelled =>
            [EndFailures.Cancelled(CancelledMessage, LeftAsItWas, WordsOf(exception))],
        OperationCanceledException or PumFailureException when ExceededLimit is not null =>
            [EndFailures.TimedOut(Caller, ExceededLimit, LeftAsItWas, WordsOf(exception))],
        PumFailureException failed => failed.Failures,
        _ => [EndFailures.Fault(Caller, exception)],
    };

    private static ImmutableArray<string> WordsOf(Exception exception) => exception switch
    {
        PumFailureException failed => [.. failed.Failures.SelectMany(failure => failure.Details.Prepend(failure.Message))],
        OperationCanceledException => [],
        _ => EndFailures.Fault("", exception).Details,
    };
}
