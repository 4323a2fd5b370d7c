using Pum.Dumper.Failures;
using Pum.Tool.Options;

namespace Pum.Tool.Output;

/// <summary>A failure in the words of a command line, or of the action's inputs.</summary>
internal static class ConsoleAdvice
{
    /// <summary>The same failure: options or inputs for parameters, and what those who write them do about it.</summary>
    public static PumFailure Reword(PumFailure failure, bool namesInputs = false)
    {
        var advice = (namesInputs ? OfInputs(failure.CallersAdvice) : Of(failure.CallersAdvice)) is { Length: > 0 } added ? $"{failure.Advice} {added}".TrimStart() : failure.Advice;
        return failure with
        {
            Message = OptionWords.In(failure.Message, failure.Location?.File, namesInputs),
            Advice = OptionWords.In(advice, failure.Location?.File, namesInputs),
            CallersAdvice = CallersAdvice.None,
        };
    }

    private static string Of(CallersAdvice advice) => advice switch
    {
        CallersAdvice.GiveConnection => $"The variable {ConnectionOptions.Variable} may hold a service or a connection string, too.",
        CallersAdvice.WaitForServer => "--wait-for-server waits for a server that is still starting.",
        CallersAdvice.EscapePercent =>
            $"A shell may change a URI: put it between single quotes, or into the variable {ConnectionOptions.Variable}.",
        CallersAdvice.QuoteCapitals => "A shell removes double quotes: put single quotes around them.",
        CallersAdvice.ShowOutput => "-v shows everything that it printed.",
        _ => "",
    };

    private static string OfInputs(CallersAdvice advice) => advice switch
    {
        CallersAdvice.WaitForServer => "The input wait-for-server waits for a server that is still starting.",
        CallersAdvice.QuoteCapitals => "YAML removes double quotes around a whole value: write the value in the lines below a '|'.",
        CallersAdvice.ShowOutput => "Run the job again with debug logging to see everything that it printed.",
        _ => "",
    };
}
