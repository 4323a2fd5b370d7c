using Pum.Dumper.Failures;

namespace Pum.Build.Tasks;

/// <summary>What goes wrong in a task before the engine is called.</summary>
internal static class TaskFailures
{
    /// <summary>What PUM8001 begins with.</summary>
    public const string CancelledMessage = "The build was cancelled.";

    public static PumFailure MissingParameter(string parameter, string purpose, string example) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} is missing or empty.",
        Advice = $"Say {purpose}, for instance {parameter}=\"{example}\", or -p:Pum{parameter}={example} for the targets PumDump and PumRestore.",
    };

    public static PumFailure OpenQuote(string parameter, string value) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"{parameter} has a double quote that is not closed: {value}.",
        Advice = "Put double quotes around a whole name, for instance \"Mixed;Name\".",
    };
}
