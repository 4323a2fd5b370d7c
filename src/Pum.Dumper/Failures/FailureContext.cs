using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>What is known about a tool or a session that failed, for the sentences of the catalogue.</summary>
/// <param name="Tool">Name of the tool: pg_dump, pg_restore, psql; of a session, who asks for it.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">What it said on standard error, in its own words.</param>
/// <param name="Display">The connection as people read it.</param>
/// <param name="Dumping">Whether a dump or a restore failed.</param>
/// <param name="File">The dump.</param>
/// <param name="MayNeedEscaping">Whether the connection string was a URI whose <c>%XX</c> the caller may have decoded.</param>
/// <param name="Redact">Takes the secrets out of what is shown; what decides is read before.</param>
/// <param name="NameEntry">Names an entry of the archive's table of contents by its number.</param>
/// <param name="Entry">The entry at fault, where another than the tool has to name it.</param>
/// <param name="TooOld">The failure of a tool that is older than a server of this major version.</param>
/// <param name="InOneTransaction">Whether a restore is one transaction of ours.</param>
internal sealed record FailureContext(
    string Tool,
    int ExitCode,
    ImmutableArray<string> Lines,
    string Display,
    bool Dumping,
    string File,
    bool MayNeedEscaping = false,
    Func<string, string>? Redact = null,
    Func<int, string?>? NameEntry = null,
    string? Entry = null,
    Func<int, PumFailure>? TooOld = null,
    bool InOneTransaction = false);
