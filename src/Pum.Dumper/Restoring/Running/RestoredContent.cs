using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Running;

/// <summary>What a restore that met no error has restored.</summary>
/// <param name="Tables">Tables that were made, or filled where only data was restored.</param>
/// <param name="Rows">
/// Rows, where they can be told: an archive holds them compressed, and a script's own statements may make any number.
/// </param>
internal sealed record RestoredContent(long Tables, long? Rows)
{
    /// <summary>Of the entries of an archive.</summary>
    public static RestoredContent Of(ImmutableArray<ArchiveEntry> entries, RestoreRequest request)
    {
        var tables = request.DataOnly ? 0 : entries.Count(entry => entry.Description is "TABLE" or "FOREIGN TABLE");
        return new(tables > 0 ? tables : entries.Count(entry => entry is { Description: "TABLE DATA", HasData: true }), null);
    }

    /// <summary>Of a script.</summary>
    public static RestoredContent Of(ScriptFacts facts) =>
        new(facts.Tables > 0 ? facts.Tables : facts.Copies, facts is { Origin: not null, Copies: > 0 } ? facts.CopiedLines : null);

    /// <summary>In words, with the comma that follows them, or nothing.</summary>
    public string Words =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Counted(Tables, "table")}{(Rows is { } rows ? $" with {Counted(rows, "row")}" : "")}, ");

    private static string Counted(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
