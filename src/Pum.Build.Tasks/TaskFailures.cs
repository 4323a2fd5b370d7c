using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Build.Tasks;

/// <summary>What goes wrong in a task before the engine is called, or around it.</summary>
internal static class TaskFailures
{
    public static PumFailure MissingParameter(string parameter, string purpose, string example) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} is missing or empty.",
        Advice = $"Say {purpose}, for instance {parameter}=\"{example}\".",
    };

    public static PumFailure UnknownValue(string parameter, string value, string known) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"\"{value}\" is not a valid value for {parameter}.",
        Advice = $"Use {known}.",
    };

    public static PumFailure NoDuration(string parameter, string value, string unit) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"\"{value}\" is not a valid duration for {parameter}.",
        Advice = $"Write a number of {unit}, or a number with its unit, for instance 500ms, 30s, 5min or 1h.",
    };

    public static PumFailure DurationTooLong(string parameter, string value) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} is too long: \"{value}\".",
        Advice = "The longest duration is 24 days; leave the parameter out to wait as long as it takes.",
    };

    public static PumFailure OpenQuote(string parameter, string value) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} has a double quote that is not closed: {value}.",
        Advice = "Put double quotes around a whole name, for instance \"Mixed;Name\".",
    };

    public static PumFailure Cancelled(string left, ImmutableArray<string> details) => new()
    {
        Code = PumCodes.Cancelled,
        Message = "The build was cancelled.",
        Advice = left,
        Details = details,
    };

    public static PumFailure TimedOut(string task, string timeout, string left, ImmutableArray<string> details) => new()
    {
        Code = PumCodes.TimeoutExpired,
        Message = $"{task} exceeded its Timeout of {timeout} and was stopped.",
        Advice = $"{left} Allow more time with Timeout.",
        Details = details,
    };

    public static PumFailure Fault(string task, Exception exception) => new()
    {
        Code = PumCodes.InternalError,
        Message = $"Internal error in {task} ({exception.GetType().Name}): {exception.Message}",
        Advice = "Please report it together with the stack trace that follows.",
        Details = [.. exception.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
    };
}
