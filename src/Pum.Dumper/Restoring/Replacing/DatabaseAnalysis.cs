using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// ANALYZE of a database that no other session is in, by several sessions at once, as <c>vacuumdb --analyze-only --jobs</c>: see
/// <see href="https://www.postgresql.org/docs/current/app-vacuumdb.html">vacuumdb</see>.
/// </summary>
internal static class DatabaseAnalysis
{
    /// <summary>From then on the server itself says how large the partitions of a table are.</summary>
    private const int PartitionTreeSince = 12;

    /// <summary>From then on ANALYZE of a table takes those along that inherit from it, unless it is told not to.</summary>
    private const int OnlySince = 18;

    private const string Unknown = "SQL_ASCII";

    /// <summary>Bytes of tables that one statement takes; a larger table has a statement of its own.</summary>
    private const long BatchBytes = 1024 * 1024;

    /// <summary>The most tables of one statement: what one session is left to do alone at the end stays short.</summary>
    private const int BatchTables = 50;

    /// <summary>
    /// What ANALYZE takes by itself (<c>get_all_vacuum_rels</c> in <c>src/backend/commands/vacuum.c</c>), the largest first. A partitioned
    /// table takes its partitions along.
    /// </summary>
    private static string Tables(int major) => $"""
        SELECT pg_catalog.format('%s%I.%I', {(major >= OnlySince ? "CASE c.relkind WHEN 'r' THEN 'ONLY ' END" : "''")}, n.nspname, c.relname),
               coalesce(CASE c.relkind
                   WHEN 'p' THEN (SELECT pg_catalog.sum(pg_catalog.pg_relation_size(t.relid))::pg_catalog.int8
                                    FROM pg_catalog.pg_partition_tree(c.oid) t)
                   ELSE pg_catalog.pg_relation_size(c.oid)
               END, 0) AS bytes
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
         ORDER BY bytes DESC
        """;

    /// <summary>Analyzes it.</summary>
    /// <param name="session">A session in it.</param>
    /// <param name="context">What every step knows; its connection leads to the database.</param>
    /// <param name="jobs">The most sessions at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">The server refused it; what was analyzed before stays so.</exception>
    public static async Task RunAsync(Session session, RestoreContext context, int jobs, CancellationToken cancellationToken)
    {
        // Names in an encoding that nobody knows cannot be read and written back.
        if (jobs == 1 || context.Target.Server.Major < PartitionTreeSince || context.Target.Database?.Properties.Encoding == Unknown)
        {
            await session.ExecuteAsync("ANALYZE", cancellationToken);
            return;
        }

        var tables = await session.QueryRowsAsync(
            Tables(context.Target.Server.Major), row => (row.GetString(0), row.GetInt64(1)), cancellationToken);
        var statements = new ConcurrentQueue<string>(Statements(tables));
        var others = Enumerable.Range(0, Math.Min(jobs, statements.Count) - 1)
            .Select(_ => BesideAsync(statements, context, cancellationToken));
        await Task.WhenAll([WorkAsync(session, statements, cancellationToken), .. others]);
    }

    private static IEnumerable<string> Statements(ImmutableArray<(string Name, long Bytes)> tables)
    {
        var (statement, count, total) = (new StringBuilder(), 0, 0L);
        foreach (var (name, bytes) in tables)
        {
            if (count > 0 && (count == BatchTables || total + bytes > BatchBytes))
            {
                yield return statement.ToString();
                (statement, count, total) = (statement.Clear(), 0, 0);
            }

            statement.Append(count++ == 0 ? "ANALYZE " : ", ").Append(name);
            total += bytes;
        }

        if (count > 0)
            yield return statement.ToString();
    }

    private static async Task BesideAsync(ConcurrentQueue<string> statements, RestoreContext context, CancellationToken cancellationToken)
    {
        Session session;
        try
        {
            session = await SessionOpening.OpenAsync(context.Connection, context.Failure(), cancellationToken);
        }
        catch (PumFailureException exception)
        {
            context.Reporter.Message(ReportImportance.Low, $"ANALYZE goes on with fewer sessions: {exception.Failure.Message}");
            return;
        }

        await using (session)
            await WorkAsync(session, statements, cancellationToken);
    }

    private static async Task WorkAsync(Session session, ConcurrentQueue<string> statements, CancellationToken cancellationToken)
    {
        try
        {
            while (statements.TryDequeue(out var statement))
                await session.ExecuteAsync(statement, cancellationToken);
        }
        catch
        {
            statements.Clear();
            throw;
        }
    }
}
