using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring;

/// <summary>A restore that completed.</summary>
internal sealed record RestoreResult
{
    /// <summary>Name of the target.</summary>
    public required string Database { get; init; }

    /// <summary>Full path of the dump.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of the dump; <see langword="null"/> where it could no longer be measured.</summary>
    public required long? Size { get; init; }

    /// <summary>The format that was recognised.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>The version of the target's server.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The version of pg_restore or psql.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>How many errors were ignored; always 0 unless they were to be.</summary>
    public required int IgnoredErrors { get; init; }

    /// <summary>Tables that were restored; <see langword="null"/> where errors were ignored.</summary>
    public required long? Tables { get; init; }

    /// <summary>Rows that were restored; <see langword="null"/> where that is not known, as from every archive.</summary>
    public required long? Rows { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>A connection string for Npgsql to the target, without its password.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>What is shown about it on GitHub's page about a job.</summary>
    public SummaryTable Summary(string caller) => new(caller,
    [
        ("Database", Database),
        ("File", File),
        ("Format", FormatParameter.NameOf(Format)),
        ("Bytes", SummaryTable.Number(Size)),
        ("Tables", SummaryTable.Number(Tables)),
        ("Rows", SummaryTable.Number(Rows)),
        ("Ignored errors", IgnoredErrors == 0 ? null : SummaryTable.Number(IgnoredErrors)),
        ("Seconds", SummaryTable.Seconds(Duration)),
        ("Server", ServerVersion),
        (Format == DumpFormat.Plain ? "psql" : "pg_restore", ClientVersion),
    ]);
}
