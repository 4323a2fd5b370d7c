using Pum.Dumper.Parameters;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>A dump that is complete at its place.</summary>
internal sealed record DumpResult
{
    /// <summary>Name of the database that was dumped.</summary>
    public required string Database { get; init; }

    /// <summary>Full path of the dump.</summary>
    public required string File { get; init; }

    /// <summary>Its format.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>
    /// SHA-256 of the file, in lower-case hexadecimal; of a directory, over its files' names and hashes in ordinal order.
    /// </summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes; of a directory, of all its files.</summary>
    public required long Size { get; init; }

    /// <summary>
    /// Tables in it, or tables whose rows are in it where only data was dumped; <see langword="null"/> for a plain dump, which lists none.
    /// </summary>
    public required long? Tables { get; init; }

    /// <summary>The version of the server, for instance <c>15.18</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The version of pg_dump.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is shown about it on GitHub's page about a job.</summary>
    public SummaryTable Summary(string caller) => new(caller,
    [
        ("Database", Database),
        ("File", File),
        ("Format", FormatParameter.NameOf(Format)),
        ("Bytes", SummaryTable.Number(Size)),
        ("Tables", SummaryTable.Number(Tables)),
        ("Seconds", SummaryTable.Seconds(Duration)),
        ("Server", ServerVersion),
        ("pg_dump", ClientVersion),
    ]);
}
