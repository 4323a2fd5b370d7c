using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Databases;

/// <summary>Drops the scratch databases of runs that are over, and never one of a live run.</summary>
/// <remarks>
/// A run holds the lock that its database's name encodes from before the database exists until it is published or dropped. If another run
/// gets that lock, the first run is over, or its session was ended, and its client tools may still be running: therefore a database with
/// sessions is left for another time, and a live run keeps a session there.
/// </remarks>
internal static class Leftovers
{
    /// <summary>The names of all scratch databases that the role of the session may drop, live ones included.</summary>
    public static async Task<ImmutableArray<string>> FindAsync(
        Session maintenance, uint maintenanceOid, CancellationToken cancellationToken)
    {
        var names = await maintenance.QueryRowsAsync(
            $"SELECT datname::pg_catalog.text FROM pg_catalog.pg_database WHERE pg_catalog.left(datname::pg_catalog.text, {ScratchName.Prefix(maintenanceOid).Length}) = {Sql.Literal(ScratchName.Prefix(maintenanceOid))} AND pg_catalog.pg_has_role(datdba, 'USAGE')",
            row => row.GetString(0),
            cancellationToken);
        return [.. names.Where(name => ScratchName.Parse(name) is not null)];
    }

    /// <summary>Drops those of <paramref name="names"/> that no run uses; failures are reported and left for the next run.</summary>
    public static async Task DropAsync(
        ImmutableArray<string> names,
        Connection connection,
        FailureContext failure,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var maintenance = await MaintenanceDatabase.OpenAsync(connection, failure, cancellationToken);
            foreach (var name in names)
                await DropAsync(maintenance, name, reporter, cancellationToken);
        }
        catch (PumFailureException exception)
        {
            reporter.Message(ReportImportance.Low, $"Databases of earlier runs were not dropped: {exception.Failure.Message}");
        }
        catch (OperationCanceledException)
        {
            reporter.Message(ReportImportance.Low, "Databases of earlier runs were not all dropped in time");
        }
    }

    private static async Task DropAsync(Session maintenance, string name, IReporter reporter, CancellationToken cancellationToken)
    {
        var key = ScratchName.Parse(name)!.Key;
        // No other run ever needs the lock, which ends with the session.
        if (!await AdvisoryLock.TryTakeAsync(maintenance, key, cancellationToken))
            return;
        try
        {
            // DROP would wait five seconds for a session to go, and then fail.
            if (await DatabaseOid.FindAsync(maintenance, name, cancellationToken) is not { } oid
                || await IsUsedAsync(maintenance, oid, cancellationToken))
                return;
            await maintenance.ExecuteAsync($"DROP DATABASE IF EXISTS {Sql.Identifier(name)}", cancellationToken);
            reporter.Message(ReportImportance.Normal, $"Dropped {name}, left by an earlier restore that was interrupted");
        }
        catch (PumFailureException exception) when (exception.SqlState is not null)
        {
            reporter.Message(ReportImportance.Low, $"{name} of an earlier run was not dropped: {exception.Failure.Message}");
        }
    }

    private static Task<bool> IsUsedAsync(Session maintenance, uint oid, CancellationToken cancellationToken) => maintenance.QueryAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE datid = {oid} AND usesysid IS NOT NULL)"),
        row => row.GetBoolean(0),
        cancellationToken);
}
