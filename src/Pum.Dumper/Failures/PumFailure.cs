using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>One thing that went wrong, or that deserves a warning: what happened, what to do, and where.</summary>
/// <remarks>
/// Failures are made in the catalogue (<c>ParameterFailures</c>, <c>ConnectionFailures</c>, …) and nowhere else, so that each
/// code has one sentence and one piece of advice.
/// </remarks>
public sealed record PumFailure
{
    internal PumFailure()
    {
    }

    /// <summary>The code, <c>PUM</c> and four digits: one of <see cref="PumCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What happened: one sentence on one line, with its full stop.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it: one or more sentences on one line.</summary>
    public required string Advice { get; init; }

    /// <summary>What the caller adds to the advice in words of its own.</summary>
    internal CallersAdvice CallersAdvice { get; init; }

    /// <summary>Where it happened; <see langword="null"/> means the place from which the operation was called.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>
    /// The SQLSTATE that the server gave, five characters, or <see langword="null"/> where none is known.
    /// See <see href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error Codes</see>.
    /// </summary>
    public string? SqlState { get; init; }

    /// <summary>The object at fault as the dump or the server names it, for instance <c>TABLE public.film</c>.</summary>
    public string? FailingObject { get; init; }

    /// <summary>The exit code of the client tool, or <see langword="null"/> where none ran to its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether the target may have changed, so that no message may say that it is as it was.</summary>
    public bool TargetMayHaveChanged { get; init; }

    /// <summary>DETAIL, HINT, CONTEXT and the remaining output of the tool, line by line.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>The message and the advice, without what a caller adds.</summary>
    public string Text => Advice.Length == 0 ? Message : $"{Message} {Advice}";

    /// <inheritdoc/>
    public override string ToString() => $"{(Location is null ? "" : Location + ": ")}{Code}: {Text}";
}
