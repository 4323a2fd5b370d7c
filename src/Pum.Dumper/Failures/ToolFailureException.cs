namespace Pum.Dumper.Failures;

/// <summary>
/// A client tool failed. Decisions read the tool's own words in <see cref="Run"/>; the failure shows them without secrets.
/// </summary>
internal sealed class ToolFailureException : PumFailureException
{
    /// <summary>Makes one of what is known about the run.</summary>
    public ToolFailureException(FailureContext run)
        : this(ToolMessageReader.Read(run), run)
    {
    }

    /// <summary>Makes one where more is known of the failure than the tool says.</summary>
    public ToolFailureException(PumFailure failure, FailureContext run)
        : base(failure) => Run = run;

    /// <summary>What is known about the run.</summary>
    public FailureContext Run { get; }

    /// <summary>Whether it failed to connect, in words that are unknown: those of the server's language.</summary>
    public bool IsOfUnknownConnection =>
        Code is PumCodes.PgDumpFailed or PumCodes.PgRestoreFailed && ToolMessageReader.OfConnection(Run.Lines).Any();

    /// <summary>
    /// The failure that this one is if the server turns out to be gone; <see langword="null"/> where that explains nothing.
    /// </summary>
    public PumFailure? IfServerIsGone => ToolMessageReader.HiddenLoss(Run);
}
