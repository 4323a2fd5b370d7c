using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>Another session held a lock on a database for longer than one attempt waits.</summary>
/// <param name="holder">Who holds it, in words, or <see langword="null"/> where that was not seen.</param>
/// <param name="innerException">What the server said.</param>
internal sealed class DatabaseLockedException(string? holder, PumFailureException innerException)
    : PumFailureException(innerException.Failures, innerException)
{
    /// <summary>Who holds it.</summary>
    public string? Holder { get; } = holder;
}
