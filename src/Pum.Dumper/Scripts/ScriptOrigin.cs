namespace Pum.Dumper.Scripts;

/// <summary>The marks that pg_dump, pg_dumpall and <c>pg_restore -f</c> leave in a script.</summary>
internal sealed record ScriptOrigin
{
    /// <summary>Whether it is pg_dumpall's (<c>database cluster dump</c>).</summary>
    public required bool IsCluster { get; init; }

    /// <summary>Whether the trailer follows the last header.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Whether a <c>\restrict</c> lacks its <c>\unrestrict</c>.</summary>
    public required bool IsRestrictOpen { get; init; }

    /// <summary>From <c>-- Dumped from database version …</c>, for instance <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>From <c>-- Dumped by pg_dump version …</c>.</summary>
    public string? ClientVersion { get; init; }
}
