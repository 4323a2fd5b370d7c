using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Running;

/// <summary>Restores a script with psql: an existing target in one guarded transaction unless errors are to be ignored.</summary>
/// <param name="Context">What every step knows.</param>
/// <param name="Plan">The script, and how it is run.</param>
/// <param name="Role">The role to take on, where the script does not do so itself.</param>
internal sealed record ScriptRestore(RestoreContext Context, ScriptPlan Plan, string? Role)
{
    private ScriptText Text => Plan.Text;

    /// <summary>Feeds the script to psql.</summary>
    /// <exception cref="PumFailureException">It failed; an existing target is as it was unless errors were to be ignored.</exception>
    public async Task<RestoreOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var request = Context.Request;
        var psql = Plan.Psql;
        Context.Reporter.Message(ReportImportance.Low, $"psql {psql.Version} in {psql.Path}");
        var invocation = PsqlInvocation.For(Plan.Mode, psql.Version, request.TrustDump);
        var progress = new ScriptProgress(Plan.Facts.Bytes);
        var feed = new ScriptFeedRequest
        {
            Path = Text.Path,
            Facts = Plan.Facts,
            Invocation = invocation,
            ServerMajor = Context.Target.Server.Major,
            StaysInPart = Plan.Mode == ScriptMode.GoingOn && !Context.IsNew,
            Progress = progress,
        };
        var messages = new PsqlLines();
        var ignored = new IgnoredErrors();
        var ended = false;
        var transaction = new GuardedTransaction(invocation.TransactionMarker);
        var run = new ToolRun
        {
            Program = psql.Path,
            Arguments =
                ["--no-password", "--dbname=" + Context.Connection.Conninfo, .. Plan.Additional, .. invocation.ArgumentsAs(Role)],
            WorkingDirectory = Context.Environment.BaseDirectory,
            Connection = Context.Connection,
            // A script that does not set its encoding is read in that of the connection; for dumps this variable must not be set.
            Variables = ImmutableDictionary<string, string?>.Empty.Add("PGCLIENTENCODING", Context.Connection.ClientEncoding),
            Reporter = Context.Reporter,
            Caller = Context.Request.Caller,
            Progress = progress.Describe,
            Feed = (input, token) => Text.ReadAsync((source, stop) => ScriptFeed.WriteAsync(feed, source, input, stop), token),
            OnOutput = line =>
            {
                ended |= line == invocation.EndMarker;
                transaction.See(line);
            },
            Reword = messages.Next,
            OnError = line =>
            {
                // A trusted script may tell psql itself to go on after errors, by \set ON_ERROR_STOP off.
                if (Plan.Mode == ScriptMode.GoingOn || request.TrustDump)
                    ignored.Add(line);
            },
        };
        var (exitCode, said) = await run.RunAsync(cancellationToken);

        // Without the marker, which follows the COMMIT, exit code 0 proves nothing; neither does it if psql went on after a full disk.
        var isComplete = exitCode == 0 && ended && ignored.Fatal is null;
        // Cancellation no longer has any effect after the COMMIT.
        var stop = isComplete && invocation.IsGuarded ? CancellationToken.None : cancellationToken;
        if (Plan.Mode == ScriptMode.GoingOn || isComplete)
            ignored.Report(await PlacesAsync(ignored.First, stop), Context.Reporter, Context.Connection.Redact);
        if (!isComplete)
        {
            var lines = Plan.Mode == ScriptMode.GoingOn ? ignored.Cause(said, exitCode) : said;
            var context = Context.Failure("psql") with { ExitCode = exitCode, Lines = lines };
            var failure = ToolMessageReader.Read(context);
            if (failure.Location is not null)
            {
                var (place, entry) = (await PlacesAsync([ToolMessageReader.FirstError(lines)], cancellationToken))[0];
                failure = ToolMessageReader.Read(context with { Entry = entry }) with { Location = place };
            }
            // Behind the marker the COMMIT is ours.
            throw new ToolFailureException(
                invocation.IsGuarded && ended
                    ? failure with { TargetMayHaveChanged = true }
                    : await transaction.ExplainAsync(failure, Context, cancellationToken),
                context);
        }
        return new(psql.Version, ignored.Count, RestoredContent.Of(Plan.Facts));
    }

    /// <summary>
    /// Where errors are. For an archive, the archive and the entry: the line would be in a script that the user does not have.
    /// </summary>
    private async Task<ImmutableArray<(SourceLocation Place, string? Entry)>> PlacesAsync(
        IReadOnlyList<IReadOnlyList<string>> errors, CancellationToken cancellationToken)
    {
        var places = errors.Select(SqlErrorPlace.Parse).ToImmutableArray();
        ImmutableArray<SqlErrorPlace> known = [.. places.OfType<SqlErrorPlace>()];
        var found = new Queue<(SourceLocation, string?)>(known.IsEmpty ? [] : await Text.FindAsync(known, cancellationToken));
        return
        [
            .. places.Select((place, at) => place is null
                ? (IncludedFile.LocationOf(errors[at], Context.Environment.BaseDirectory) ?? new SourceLocation(Text.Path), null)
                : found.Dequeue()),
        ];
    }
}
