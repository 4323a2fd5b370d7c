using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Extensions;

/// <summary>
/// Rows of an extension's tables, and values of its sequences, where the target has the extension already.
/// </summary>
/// <param name="Repeated">Those that the target has too: nothing is to be done about them.</param>
/// <param name="Denied">Those that it lacks, and that the role in force may not write.</param>
/// <param name="Mixed">Those of which the target has some: these would be there twice, or end the restore where they have a key.</param>
internal sealed partial record RepeatedRows(
    ImmutableArray<ArchiveEntry> Repeated, ImmutableArray<ArchiveEntry> Denied, ImmutableArray<ArchiveEntry> Mixed)
{
    /// <summary>
    /// Values as pg_dump writes them but for the time zone, which a dump does not tell; no policy of the table's owner runs, and a lock
    /// that another session holds is the restore's to wait for.
    /// </summary>
    private const string Settings = """
        SET LOCAL row_security = off; SET LOCAL lock_timeout = '5s'; SET LOCAL DateStyle = ISO; SET LOCAL IntervalStyle = postgres; SET LOCAL bytea_output = hex;
        SET LOCAL extra_float_digits = 3
        """;

    /// <summary>None.</summary>
    public static RepeatedRows None { get; } = new([], [], []);

    /// <summary>Compares them; the server is asked only where an archive has some.</summary>
    /// <param name="rows">The entries of an archive that belong to extensions.</param>
    /// <param name="archive">Reads them.</param>
    /// <param name="session">A session in the target.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RepeatedRows> FindAsync(
        ImmutableArray<ArchiveEntry> rows, ArchiveRows archive, Session session, CancellationToken cancellationToken)
    {
        if (rows.IsEmpty)
            return None;
        var members = await ExtensionMembers.InspectAsync(session, cancellationToken);
        var (repeated, denied) = (ImmutableArray.CreateBuilder<ArchiveEntry>(), ImmutableArray.CreateBuilder<ArchiveEntry>());
        var mixed = ImmutableArray.CreateBuilder<ArchiveEntry>();
        foreach (var entry in rows.Where(entry => members.ContainsKey(new(entry.Namespace ?? "", entry.Tag))))
        {
            var rights = await RightsAsync(entry, session, cancellationToken);
            var presence = await FindAsync(entry, rights.MayRead, archive, session, cancellationToken);
            if (presence == Presence.All)
                repeated.Add(entry);
            else if (!rights.MayWrite)
                denied.Add(entry);
            else if (presence == Presence.Some)
                mixed.Add(entry);
        }

        return new(repeated.ToImmutable(), denied.ToImmutable(), mixed.ToImmutable());
    }

    private static Task<(bool MayRead, bool MayWrite)> RightsAsync(
        ArchiveEntry entry, Session session, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            SELECT c.relkind IN ('r', 'S') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'),
                   pg_catalog.has_table_privilege(c.oid, CASE c.relkind WHEN 'S' THEN 'UPDATE' ELSE 'INSERT' END)
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE {IsNamed(entry)}
            """,
            row => (row.GetBoolean(0), row.GetBoolean(1)),
            cancellationToken);

    private static async Task<Presence> FindAsync(
        ArchiveEntry entry, bool mayRead, ArchiveRows archive, Session session, CancellationToken cancellationToken)
    {
        if (entry.Description == "SEQUENCE SET")
        {
            return mayRead && Value().Match(entry.Statements.Definition) is { Success: true } value
                ? await FindValueAsync(entry, value, session, cancellationToken)
                : Presence.NoneKnown;
        }

        if (!entry.HasData)
            return Presence.All;
        if (Columns().Match(entry.Statements.Copy) is not { Success: true } columns
            || await archive.ReadAsync(entry, cancellationToken) is not { } rows)
            return Presence.NoneKnown;
        return rows.Count == 0 ? Presence.All
            : mayRead ? await FindRowsAsync(entry, columns, rows, session, cancellationToken)
            : Presence.NoneKnown;
    }

    private static async Task<Presence> FindValueAsync(
        ArchiveEntry entry, Match value, Session session, CancellationToken cancellationToken) =>
        await InTransactionAsync(
            session,
            // By OID, so that nothing else can take the name: see the table's rows below.
            () => session.QueryAsync(
                $"""
                SELECT coalesce(pg_catalog.bool_or(CASE WHEN {value.Groups["called"].Value} THEN pg_catalog.pg_sequence_last_value(s.seqrelid) = {value.Groups["value"].Value}
                                             ELSE pg_catalog.pg_sequence_last_value(s.seqrelid) IS NULL AND s.seqstart = {value.Groups["value"].Value} END), false)
                  FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                 WHERE {IsNamed(entry)}
                """,
                row => row.GetBoolean(0) ? Presence.All : Presence.NoneKnown,
                cancellationToken),
            cancellationToken);

    private static async Task<Presence> FindRowsAsync(
        ArchiveEntry entry, Match columns, IReadOnlyDictionary<string, int> rows, Session session, CancellationToken cancellationToken)
    {
        var names = columns.Groups["column"].Captures.Select(capture => Sql.Identifier(OwnTable.Unquote(capture.Value)));
        var lacking = rows.ToDictionary(StringComparer.Ordinal);
        return await InTransactionAsync(
            session,
            async () =>
            {
                // Once it is locked, nothing else can take its name: reading a view would run its owner's code.
                await session.ExecuteAsync($"LOCK TABLE ONLY {NameOf(entry)} IN ACCESS SHARE MODE", cancellationToken);
                if (!(await RightsAsync(entry, session, cancellationToken)).MayRead)
                    return Presence.NoneKnown;
                await session.ReadTextAsync(
                    $"SELECT {string.Join(", ", names)} FROM ONLY {NameOf(entry)}", row => Take(CopyText.Row(row)), cancellationToken);
                return lacking.Values.All(count => count <= 0) ? Presence.All
                    : lacking.Any(row => row.Value < rows[row.Key]) ? Presence.Some
                    : Presence.NoneKnown;
            },
            cancellationToken);

        void Take(string row)
        {
            if (lacking.TryGetValue(row, out var count))
                lacking[row] = count - 1;
        }
    }

    private static async Task<Presence> InTransactionAsync(Session session, Func<Task<Presence>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await session.RollingBackAsync($"BEGIN READ ONLY; {Settings}", ask, cancellationToken);
        }
        catch (PumFailureException exception) when (!SqlStates.EndsSession(exception.SqlState))
        {
            // Other columns, rows that a policy hides, a lock: then they are not known to be the same.
            return Presence.NoneKnown;
        }
    }

    /// <summary>How much of it the target has.</summary>
    private enum Presence
    {
        NoneKnown,
        Some,
        All,
    }

    private static string IsNamed(ArchiveEntry entry) =>
        $"n.nspname = {Sql.Literal(entry.Namespace ?? "")} AND c.relname = {Sql.Literal(entry.Tag)}";

    private static string NameOf(ArchiveEntry entry) => $"{Sql.Identifier(entry.Namespace ?? "")}.{Sql.Identifier(entry.Tag)}";

    [GeneratedRegex(@"^SELECT pg_catalog\.setval\('.*', (?<value>-?[0-9]+), (?<called>true|false)\);\s*$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Value();

    [GeneratedRegex(""" \((?<column>"(?:[^"]|"")*"|[^\s",()]+)(?:, (?<column>"(?:[^"]|"")*"|[^\s",()]+))*\) FROM stdin;\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex Columns();
}
