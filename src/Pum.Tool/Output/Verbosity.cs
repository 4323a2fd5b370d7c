namespace Pum.Tool.Output;

/// <summary>How much is printed.</summary>
internal enum Verbosity
{
    /// <summary>Warnings and errors.</summary>
    Quiet,

    /// <summary>The target and the outcome too, and how far a long command is.</summary>
    Normal,

    /// <summary>Everything.</summary>
    Detailed,
}
