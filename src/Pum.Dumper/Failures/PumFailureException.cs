using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>Ends an operation with one or more failures; the first of them names the operation's outcome.</summary>
public class PumFailureException : Exception
{
    /// <summary>Makes an exception of one failure.</summary>
    internal PumFailureException(PumFailure failure, Exception? innerException = null)
        : this([failure], innerException)
    {
    }

    /// <summary>Makes an exception of failures that were found together; at least one.</summary>
    internal PumFailureException(ImmutableArray<PumFailure> failures, Exception? innerException = null)
        : base(failures[0].ToString(), innerException) => Failures = failures;

    /// <summary>Everything that was found, the decisive failure first.</summary>
    public ImmutableArray<PumFailure> Failures { get; }

    /// <summary>The failure that decided the outcome.</summary>
    public PumFailure Failure => Failures[0];

    /// <summary>The code of <see cref="Failure"/>, for instance <c>PUM3004</c>.</summary>
    public string Code => Failure.Code;

    /// <summary>The server's SQLSTATE, where there is one.</summary>
    public string? SqlState => Failure.SqlState;

    /// <summary>The object at fault, where it is known.</summary>
    public string? FailingObject => Failure.FailingObject;

    /// <summary>Where it happened, or <see langword="null"/> for the caller's own place.</summary>
    public SourceLocation? Location => Failure.Location;

    /// <summary>The exit code of the client tool, or <see langword="null"/> where none ran to its end.</summary>
    public int? ExitCode => Failure.ExitCode;
}
