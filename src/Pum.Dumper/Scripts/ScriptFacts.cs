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

    /// <summary>Whether it holds the end that pg_dump writes without the beginning.</summary>
    public bool LacksBeginning { get; init; }

    /// <summary>Whether it begins as the <c>restore.sql</c> of a tar archive does.</summary>
    public bool IsFromTar { get; init; }

    /// <summary>
    /// The first line with text outside ASCII in a dump that begins with a byte-order mark, which pg_dump never writes; otherwise
    /// <see langword="null"/>.
    /// </summary>
    public long? RewrittenLine { get; init; }

    /// <summary>What another program wrote above the dump; <see langword="null"/> where none did.</summary>
    public ForeignText? Above { get; init; }

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
