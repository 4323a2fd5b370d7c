using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Replacing;
using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Restoring;

/// <summary>Restores a dump.</summary>
internal static class RestoreOperation
{
    /// <summary>Restores a dump into a database: all of it, or nothing.</summary>
    /// <exception cref="PgRestoreFailedException">
    /// Any failure; the target is as it was before, unless errors were to be ignored.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the same holds.</exception>
    public static Task<RestoreResult> RunAsync(RestoreRequest request, IReporter reporter, CancellationToken cancellationToken = default) =>
        RunAsync(request, reporter, HostEnvironment.Current(request.BaseDirectory), cancellationToken);

    internal static async Task<RestoreResult> RunAsync(
        RestoreRequest request, IReporter reporter, HostEnvironment environment, CancellationToken cancellationToken)
    {
        NpgsqlCode.CompileInBackground();
        try
        {
            // Once: a link that is changed during the restore does not lead it to another dump.
            using var dump = DumpFile.Open(request.File);
            var naming = new DumpNaming(dump, reporter);
            try
            {
                return await RestoreAsync(request with { File = dump.Name }, dump, naming, environment, cancellationToken);
            }
            catch (PumFailureException failure)
            {
                throw naming.Name(failure);
            }
        }
        catch (PumFailureException failure)
        {
            throw new PgRestoreFailedException(failure);
        }
    }

    private static async Task<RestoreResult> RestoreAsync(
        RestoreRequest request, HeldFile dump, DumpNaming reporter, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var said = new HashSet<string>();
        await using var sources = new SharedSources();
        while (true)
        {
            await using var plan = await RestorePlanner.PlanAsync(request, dump, sources, reporter, environment, cancellationToken);
            foreach (var warning in plan.Warnings.Where(warning => said.Add(warning.Text)))
                reporter.Warning(warning);
            // Early, as all that is written for Npgsql: see SharedSources.
            var connectionString = ConnectionString(plan.Context.Connection);
            if (await RunAsync(plan, cancellationToken) is var (outcome, target))
                return Report(plan, dump, outcome, target, connectionString, watch.Elapsed);
            // A plan for a new database is none for an existing one: rights, transaction, jobs, and what is left out differ.
            reporter.Message(
                ReportImportance.High,
                $"Another session has created the database '{plan.Context.Connection.Database}'; the restore goes into that one");
        }
    }

    /// <summary>Carries a plan out; <see langword="null"/> if another session has created the database that it was to create.</summary>
    private static async Task<(RestoreOutcome Outcome, Target Target)?> RunAsync(RestorePlan plan, CancellationToken cancellationToken) =>
        plan.Context.IsNew
            ? await IntoNewAsync(plan, cancellationToken)
            : (await IntoExistingAsync(plan, cancellationToken), plan.Context.Target);

    private static RestoreResult Report(
        RestorePlan plan, HeldFile dump, RestoreOutcome outcome, Target target, string connectionString, TimeSpan duration)
    {
        var (context, request) = (plan.Context, plan.Context.Request);
        var restored = outcome.IgnoredErrors == 0 ? outcome.Content : null;
        var result = new RestoreResult
        {
            Database = context.Connection.Database,
            File = request.File,
            Size = DumpSize.Of(dump.Path),
            Format = plan.Format,
            ServerVersion = target.Server.ToString(),
            ClientVersion = outcome.Client.ToString(),
            IgnoredErrors = outcome.IgnoredErrors,
            Tables = restored?.Tables,
            Rows = restored?.Rows,
            Duration = duration,
            ConnectionString = connectionString,
        };
        var content = restored?.Words
            ?? string.Create(CultureInfo.InvariantCulture, $"{outcome.IgnoredErrors:N0} error{(outcome.IgnoredErrors == 1 ? "" : "s")} ignored, ");
        context.Reporter.Message(ReportImportance.High, string.Create(CultureInfo.InvariantCulture,
            $"{request.Caller}: {result.Database} from {request.File}, {plan.Format.ToString().ToLowerInvariant()}, {content}in {result.Duration.TotalSeconds:0.0} s (server {result.ServerVersion}, client {result.ClientVersion})"));
        return result;
    }

    private static async Task<RestoreOutcome> IntoExistingAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        await CheckDumpAsync(plan, cancellationToken);
        var outcome = await RestoreRunner.RunAsync(plan.Context, plan.Content, cancellationToken);
        await Stamping.RunAsync(plan.Context, plan.Hash, cancellationToken);
        return outcome;
    }

    private static async Task<(RestoreOutcome Outcome, Target Target)?> IntoNewAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        await using (var database = await NewDatabase.CreateAsync(plan.Context, plan.Properties, plan.Replaced, cancellationToken))
        {
            if (database is null)
                return null;
            if (await TryFillAsync(database, plan, cancellationToken) is var (outcome, target))
            {
                await CheckDumpAsync(plan, cancellationToken);
                var facts = target.Database!;
                var stamp = facts.NewStamp(await plan.Hash.GetAsync(cancellationToken), target.Content.Mark);
                return await database.PublishAsync(facts.Oid, stamp, cancellationToken) ? (outcome, target) : null;
            }
        }

        plan.Context.Reporter.Message(
            ReportImportance.High, "Parallel workers of pg_restore ran into a deadlock, so the restore starts again with one worker; Jobs=\"1\" avoids the first attempt");
        return await IntoNewAsync(plan with { Content = plan.Content with { Jobs = 1 } }, cancellationToken);
    }

    private static async Task CheckDumpAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Context.Request.ExpectedSha256 is { } expected && await plan.Hash.GetAgainAsync(cancellationToken) != expected)
            throw new PumFailureException(SeedFailures.DumpChanged(plan.Context.Request.File));
    }

    /// <summary>Restores into it; <see langword="null"/> if its parallel workers ran into a deadlock.</summary>
    private static async Task<(RestoreOutcome Outcome, Target Target)?> TryFillAsync(
        NewDatabase database, RestorePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await FillAsync(database, plan, cancellationToken);
        }
        catch (PumFailureException) when (plan.Content.Jobs != 1)
        {
            // pg_restore's workers avoid only lock conflicts on the tables that the archive names: two of them can wait for each other,
            // for instance over the indexes of one table with CLUSTER and REPLICA IDENTITY. The dump is not at fault.
            if (!await database.HadDeadlockAsync(cancellationToken))
                throw;
            return null;
        }
    }

    /// <summary>What fails here fails in the new database alone. The target that it returns holds what was restored.</summary>
    private static async Task<(RestoreOutcome Outcome, Target Target)> FillAsync(
        NewDatabase database, RestorePlan plan, CancellationToken cancellationToken)
    {
        var context = plan.Context;
        var connection = context.Connection.WithDatabase(database.Name);
        try
        {
            Target target;
            RestorePlan completed;
            OwnerTransfer? transfer;
            await using (var session = await SessionOpening.OpenAsync(connection, context.Failure(), cancellationToken))
            {
                var roles = await SessionRoles.InspectAsync(session, cancellationToken);
                if (roles.InForce != context.Roles.InForce)
                    throw new PumFailureException(ReplaceFailures.OtherRoleInForce(context.Roles.InForce, roles.InForce));
                target = await Target.InspectAsync(session, cancellationToken);
                completed = await plan.CompleteAsync(connection, target, session, cancellationToken);
                transfer = completed.OfOtherOwner is { } replaced
                    ? await OwnerTransfer.PrepareAsync(context, session, connection, target, replaced, cancellationToken)
                    : null;
            }

            var outcome = await RestoreRunner.RunAsync(completed.Context, completed.Content, cancellationToken);
            await database.TakePublicBackAsync(cancellationToken);
            if (transfer is not null)
                await transfer.RunAsync(cancellationToken);
            await using (var session = await SessionOpening.OpenAsync(connection, context.Failure(), cancellationToken))
            {
                target = target with { Content = await DatabaseContent.InspectAsync(session, ObjectMark.Nothing, cancellationToken) };
                if (completed.Analyzes)
                    await AnalyzeAsync(session, completed, context.Connection.Database, cancellationToken);
            }

            return (outcome, target);
        }
        catch (PumFailureException exception) when (SessionFailures.IsLostInRestore(exception.Failure))
        {
            throw new PumFailureException(
                ReplaceFailures.LostBeforeSwap(context.Connection.Database, plan.Replaced is not null, exception.Failure), exception);
        }
    }

    private static async Task AnalyzeAsync(
        Session session, RestorePlan plan, string database, CancellationToken cancellationToken)
    {
        try
        {
            await DatabaseAnalysis.RunAsync(session, plan.Context, plan.Content.Jobs, cancellationToken);
        }
        catch (PumFailureException exception) when (!SqlStates.EndsSession(exception.SqlState))
        {
            plan.Context.Reporter.Warning(ReplaceFailures.NotAnalyzed(database, exception.Failure));
        }
    }

    /// <summary>What another program needs to reach the database: none of our own limits and settings, and no secret.</summary>
    private static string ConnectionString(Connection connection)
    {
        var builder = NpgsqlHandOver.Write(connection);
        builder.Remove("Password");
        builder.Remove("SSL Password");
        return builder.ConnectionString;
    }
}
