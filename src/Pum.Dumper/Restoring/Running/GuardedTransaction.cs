using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>
/// The one transaction of a guarded script, by its number. A script that is written to deceive can still commit it (see
/// <see cref="Scripts.PsqlInvocation"/>); the server knows afterwards whether it did.
/// </summary>
/// <param name="marker">What precedes the number on psql's standard output.</param>
internal sealed class GuardedTransaction(string marker)
{
    private string? _number;

    /// <summary>Takes a line of psql's standard output.</summary>
    public void See(string line)
    {
        if (line.StartsWith(marker, StringComparison.Ordinal))
            _number ??= line[marker.Length..];
    }

    /// <summary>The failure of a restore, which says so if a part was committed all the same.</summary>
    /// <param name="failure">What ended the restore.</param>
    /// <param name="context">What every step knows.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<PumFailure> ExplainAsync(PumFailure failure, RestoreContext context, CancellationToken cancellationToken)
    {
        if (_number is null || SessionFailures.IsLostInRestore(failure))
            return failure;
        try
        {
            await using var session = await SessionOpening.OpenAsync(context.Connection, context.Failure(), cancellationToken);
            var status = await session.QueryAsync(
                $"SELECT pg_catalog.txid_status({Sql.Literal(_number)}::pg_catalog.int8)",
                row => row.IsDBNull(0) ? "" : row.GetString(0),
                cancellationToken);
            return status == "committed" ? TransactionFailures.Committed(failure, context.Request.File) : failure;
        }
        catch (PumFailureException exception)
        {
            // The error that ended the restore stays the failure.
            context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
            return failure;
        }
    }
}
