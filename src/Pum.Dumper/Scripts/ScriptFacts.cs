using System.Collections.Immutable;

namespace Pum.Dumper.Scripts;

/// <summary>What a script is and holds, as far as restoring it needs to know.</summary>
internal sealed record ScriptFacts
{
    /// <summary>Bytes of the script.</summary>
    public required long Bytes { get; init; }

    /// <summary>Newlines of the script.</summary>
    public required long Lines { get; init; }

    /// <summary>Statements, empty ones included.</summary>
    public required long Statements { get; init; }

    /// <summary>Statements <c>COPY … FROM STDIN</c>.</summary>
    public required long Copies { get; init; }

    /// <summary>Statements <c>CREATE TABLE</c>, of foreign tables too.</summary>
    public required long Tables { get; init; }

    /// <summary>Lines between <c>COPY … FROM STDIN</c> and its <c>\.</c>: in pg_dump's format a row each.</summary>
    public required long CopiedLines { get; init; }

    /// <summary>What it says about itself; <see langword="null"/> where no pg_dump wrote it.</summary>
    public required ScriptOrigin? Origin { get; init; }

    /// <summary>The first <c>client_encoding</c> that it sets, in lower case; <see langword="null"/> where it sets none.</summary>
    public required string? ClientEncoding { get; init; }

    /// <summary>What it is still inside of at its end; <see langword="null"/> where it ends between statements.</summary>
    public required OpenEnd? OpenEnd { get; init; }

    /// <summary>The first finding of each kind, in the order of the script.</summary>
    public required ImmutableArray<ScriptFinding> Findings { get; init; }

    /// <summary>The first finding of a kind.</summary>
    public ScriptFinding? First(ScriptFindingKind kind) => Findings.FirstOrDefault(finding => finding.Kind == kind);

    /// <summary>Whether two scans saw the same script, as far as it matters.</summary>
    public bool IsSameAs(ScriptFacts other) => Findings.SequenceEqual(other.Findings) && this with { Findings = other.Findings } == other;
}

/// <summary>The marks that pg_dump, pg_dumpall and <c>pg_restore -f</c> leave in a script.</summary>
internal sealed record ScriptOrigin
{
    /// <summary>Whether it is pg_dumpall's (<c>database cluster dump</c>).</summary>
    public required bool IsCluster { get; init; }

    /// <summary>Whether the trailer stands behind the last header.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Whether a <c>\restrict</c> lacks its <c>\unrestrict</c>.</summary>
    public required bool IsRestrictOpen { get; init; }

    /// <summary>From <c>-- Dumped from database version …</c>, for instance <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>From <c>-- Dumped by pg_dump version …</c>.</summary>
    public string? ClientVersion { get; init; }
}

/// <summary>A place in a script that decides whether it can be restored.</summary>
internal sealed record ScriptFinding(ScriptFindingKind Kind, long Line, string Text);

/// <summary>The kinds of places that decide.</summary>
internal enum ScriptFindingKind
{
    /// <summary>A byte 0, which no script of PostgreSQL holds.</summary>
    NulByte,

    /// <summary><c>\connect</c>.</summary>
    Connect,

    /// <summary>A backslash command other than a dump's own pair of <c>\restrict</c> and <c>\unrestrict</c>.</summary>
    Command,

    /// <summary>A reference to a variable that psql keeps to itself.</summary>
    Variable,

    /// <summary>Text that another setting or another version of psql would read otherwise.</summary>
    Ambiguity,

    /// <summary>A client encoding whose characters may hold ASCII bytes.</summary>
    UnsafeEncoding,

    /// <summary>BEGIN, START TRANSACTION, COMMIT or END.</summary>
    TransactionBlock,

    /// <summary>ROLLBACK or ABORT, other than to a savepoint.</summary>
    Rollback,

    /// <summary>PREPARE TRANSACTION and what follows up on it.</summary>
    PreparedTransaction,

    /// <summary>A statement that cannot run inside a transaction block.</summary>
    OutsideTransaction,

    /// <summary>Something behind the semicolon of <c>COPY … FROM STDIN</c> on its line.</summary>
    BehindCopy,
}
