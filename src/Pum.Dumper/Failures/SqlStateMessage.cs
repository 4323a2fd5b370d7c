namespace Pum.Dumper.Failures;

/// <summary>One SQLSTATE of a statement that names a failure.</summary>
/// <param name="SqlState">The SQLSTATE.</param>
/// <param name="Mark">
/// What the lines of the error must contain if the SQLSTATE covers several errors: a name that no translation changes.
/// </param>
/// <param name="Make">The failure; gets the server's words.</param>
internal sealed record SqlStateMessage(string SqlState, string? Mark, Func<string, FailureContext, PumFailure> Make)
{
    /// <summary>An SQLSTATE that needs no mark.</summary>
    public SqlStateMessage(string sqlState, Func<string, FailureContext, PumFailure> make)
        : this(sqlState, null, make)
    {
    }

    /// <summary>What must not begin any of these lines.</summary>
    public string? Unless { get; init; }

    /// <summary>Whether an error is meant.</summary>
    public bool Matches(string? sqlState, IReadOnlyCollection<string> lines) =>
        sqlState == SqlState
        && (Mark is null || lines.Any(line => line.Contains(Mark, StringComparison.Ordinal)))
        && (Unless is null || !lines.Any(line => line.StartsWith(Unless, StringComparison.Ordinal)));
}
