using Pum.Dumper.Failures;
using Pum.Tool.Options;

namespace Pum.Tool.Output;

/// <summary>A failure in the words of a command line.</summary>
internal static class ConsoleAdvice
{
    /// <summary>The same failure: options for parameters, and what users of a shell do about it.</summary>
    public static PumFailure Reword(PumFailure failure)
    {
        var advice = Of(failure.CallersAdvice) is { Length: > 0 } added ? $"{failure.Advice} {added}".TrimStart() : failure.Advice;
        return failure with
        {
            Message = OptionWords.In(failure.Message, failure.Location?.File),
            Advice = OptionWords.In(advice, failure.Location?.File),
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
}
