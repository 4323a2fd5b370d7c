namespace Pum.Dumper.Failures;

/// <summary>
/// What a caller adds to the advice of a failure, because each has its own words for it: MSBuild other ones than a command line.
/// </summary>
internal enum CallersAdvice
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>How to give a connection.</summary>
    GiveConnection,

    /// <summary>How to wait for a server that is still starting.</summary>
    WaitForServer,

    /// <summary>How to write a <c>%</c> of a URI, where the caller decodes <c>%XX</c>.</summary>
    EscapePercent,

    /// <summary>How to write the double quotes that keep capitals, where the caller may remove them.</summary>
    QuoteCapitals,

    /// <summary>How to see everything that the tool printed.</summary>
    ShowOutput,

    /// <summary>How to silence the warning.</summary>
    SilenceWarning,
}
