using Pum.Dumper.Failures;

namespace Pum.Build.Tasks.Logging;

/// <summary>What MSBuild's users do about a failure, in MSBuild's words.</summary>
internal static class MSBuildAdvice
{
    /// <summary>The line that people read: the message, the engine's advice and MSBuild's.</summary>
    public static string TextOf(PumFailure failure) => Of(failure) is { Length: > 0 } advice ? $"{failure.Text} {advice}" : failure.Text;

    private static string Of(PumFailure failure) => failure.CallersAdvice switch
    {
        CallersAdvice.GiveConnection =>
            "The targets PumDump and PumRestore take the properties PumService, PumConnectionString and PumConnectionStringVariable.",
        CallersAdvice.WaitForServer => "WaitForServer waits for a server that is still starting.",
        CallersAdvice.EscapePercent =>
            "MSBuild decodes %XX in every value: write %25 for each % of a URI, or put the URI into an environment variable and name that in ConnectionStringVariable.",
        CallersAdvice.QuoteCapitals => "On the command line (-p:), write each double quote as %22.",
        CallersAdvice.ShowOutput => "With -v:n, the build's messages hold everything that it printed.",
        CallersAdvice.SilenceWarning => $"To silence the warning, list {failure.Code} in NoWarn.",
        _ => "",
    };
}
