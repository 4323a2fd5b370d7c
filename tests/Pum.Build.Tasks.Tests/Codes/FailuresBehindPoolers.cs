using System.Collections.Immutable;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Failures behind a pooler.</summary>
internal static class FailuresBehindPoolers
{
    public static ImmutableArray<MadeFailure> All { get; } =
    [
        new("PUM3008", "a pooler that lends a session for a transaction", """PumRestore Service="pooled" File="seed.sql" """, "leads to a pooler that does not keep sessions: ", "Connect to PostgreSQL's own port"),
    ];
}
