using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>How an operation ends before its end: PUM8001, PUM8002 and PUM9001.</summary>
internal static class EndFailures
{
    /// <param name="message">Who was told to end, in the caller's words.</param>
    /// <param name="left">What is as it was before.</param>
    /// <param name="details">What was said meanwhile.</param>
    public static PumFailure Cancelled(string message, string left, ImmutableArray<string> details) => new()
    {
        Code = PumCodes.Cancelled,
        Message = message,
        Advice = left,
        Details = details,
    };

    public static PumFailure TimedOut(string caller, string timeout, string left, ImmutableArray<string> details) => new()
    {
        Code = PumCodes.TimeoutExpired,
        Message = $"{caller} exceeded its Timeout of {timeout} and was stopped.",
        Advice = $"{left} Allow more time with Timeout.",
        Details = details,
    };

    public static PumFailure Fault(string caller, Exception exception) => new()
    {
        Code = PumCodes.InternalError,
        Message = $"Internal error in {caller} ({exception.GetType().Name}): {exception.Message}",
        Advice = "Please report it together with the stack trace that follows.",
        Details = [.. exception.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
    };
}
