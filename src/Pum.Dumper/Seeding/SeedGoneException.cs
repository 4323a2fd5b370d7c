using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>A session of ours was lost, or a database was not there: it may help to begin anew.</summary>
/// <param name="failure">What happened.</param>
/// <param name="innerException">What the session said, where it said something.</param>
internal sealed class SeedGoneException(PumFailure failure, PumFailureException? innerException = null)
    : PumFailureException(failure, innerException);
