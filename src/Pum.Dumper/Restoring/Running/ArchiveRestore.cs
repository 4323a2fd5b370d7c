using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Selection;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Running;

/// <summary>Restores an archive with pg_restore.</summary>
internal sealed record ArchiveRestore(RestoreContext Context, ArchivePlan Plan)
{
    private RestoreRequest Request => Context.Request;

    /// <summary>Restores it; in one transaction where the target must come back as it was.</summary>
    /// <exception cref="PumFailureException">It failed.</exception>
    public async Task<RestoreOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var tool = Plan.Tools.PgRestore;
        Context.Reporter.Message(ReportImportance.Low, $"pg_restore {tool.Version} in {tool.Path}");

        foreach (var (entry, reason) in Plan.Selection.Left)
            Context.Reporter.Message(ReportImportance.Low, $"Left out, because {reason}: {EntryDisplay.Of(entry)}");
        return Plan.Tools.Psql is { } psql
            ? await RunAsScriptAsync(psql, tool, cancellationToken)
            : await RunDirectlyAsync(tool, cancellationToken);
    }

    private PrivateFile? ListOf(ImmutableArray<ArchiveEntry> entries) => entries.Length == Plan.Archive.Entries.Length
        ? null
        : PrivateFile.Create(string.Concat(ArchiveArguments.ListLines(entries).Select(line => line + '\n')));

    private ImmutableArray<string> ArgumentsFor(PrivateFile? list) =>
        ArchiveArguments.Make(Request, Plan.Archive.File.Format, list?.Path, Context.Connection.Role);

    /// <summary>
    /// The script takes on the role itself; pg_restore's options do not apply to psql. The script can be checked only once
    /// pg_restore has written it.
    /// </summary>
    private async Task<RestoreOutcome> RunAsScriptAsync(InstalledTool psql, InstalledTool tool, CancellationToken cancellationToken)
    {
        using var list = ListOf(Plan.Selection.Kept);
        var script = new ArchiveAsScript(
            Context, Plan.Archive.File, tool, [.. ArgumentsFor(list), "--verbose", "--file=-", .. Plan.Additional], NameEntry);
        var facts = await script.ScanAsync(cancellationToken);
        var failures = ScriptCheck.Check(facts, script.Path, Plan.Mode, Request.TrustDump, psql.Version);
        if (!failures.IsEmpty)
            throw new PumFailureException(failures);
        return await new ScriptRestore(Context, new(script, facts, Plan.Mode, psql, Additional: []), Role: null)
            .RunAsync(cancellationToken);
    }

    private async Task<RestoreOutcome> RunDirectlyAsync(InstalledTool tool, CancellationToken cancellationToken)
    {
        var ignored = new IgnoredErrors(NameEntry);
        var progress = new EntryProgress(Plan.Selection.Kept, Request);
        foreach (var pass in Plan.PassesFor(Request))
            await RunPassAsync(pass, tool, progress, ignored, cancellationToken);
        return new(tool.Version, ignored.Count, RestoredContent.Of(Plan.Selection.Kept, Request));
    }

    private async Task RunPassAsync(
        ArchivePass pass, InstalledTool tool, EntryProgress progress, IgnoredErrors ignored, CancellationToken cancellationToken)
    {
        using var list = ListOf(pass.Entries);
        var connection = ScratchSettings.AddTo(Context, pass.Jobs);
        var run = new ToolRun
        {
            Program = tool.Path,
            Arguments =
            [
                .. ArgumentsFor(list),
                .. ArchiveArguments.Into(
                    connection.Conninfo, Plan.Mode == ScriptMode.Guarded, stopAtError: Plan.Mode != ScriptMode.GoingOn, pass.Jobs),
                // Last but one: an option that lacks its value swallows the file at worst, never the target.
                .. Plan.Additional,
                Plan.Archive.File.ReadPath,
            ],
            WorkingDirectory = Context.Environment.BaseDirectory,
            Connection = connection,
            Reporter = Context.Reporter,
            Caller = Context.Request.Caller,
            Progress = progress.Describe,
            TakesProgress = line =>
            {
                if (!progress.Take(line))
                    return false;
                ignored.GoOn();
                return true;
            },
            OnError = Plan.Mode == ScriptMode.GoingOn ? ignored.Add : null,
        };
        var (exitCode, lines) = await run.RunAsync(cancellationToken);

        ignored.Report(
            [.. ignored.First.Select(_ => (new SourceLocation(Request.File), (string?)null))], Context.Reporter, Context.Connection.Redact);
        if (Plan.Mode == ScriptMode.GoingOn ? !ignored.WereAll(exitCode) : exitCode != 0)
            throw new ToolFailureException(
                Context.Failure("pg_restore") with { ExitCode = exitCode, Lines = ignored.Cause(lines, exitCode), NameEntry = NameEntry });
    }

    private string? NameEntry(int dumpId) =>
        Plan.Archive.Entries.FirstOrDefault(entry => entry.DumpId == dumpId) is { } entry ? EntryDisplay.Of(entry) : null;
}
