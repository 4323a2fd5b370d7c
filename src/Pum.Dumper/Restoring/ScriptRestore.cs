using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring;

/// <summary>Restores a script with psql, inside one guarded transaction unless errors are to be ignored.</summary>
/// <param name="Context">What every step knows.</param>
/// <param name="Text">The script.</param>
/// <param name="Facts">What the scan found.</param>
/// <param name="Role">The role to take on, where the script does not do so itself.</param>
/// <param name="Additional">The user's options for psql.</param>
internal sealed partial record ScriptRestore(RestoreContext Context, ScriptText Text, ScriptFacts Facts, string? Role, ImmutableArray<string> Additional)
{
    /// <summary>Checks a script before anything is touched.</summary>
    /// <exception cref="PumFailureException">PUM2001, PUM5002, PUM5003, PUM5009, PUM5015, PUM5016.</exception>
    public static async Task CheckAsync(ScriptText text, ScriptFacts facts, RestoreRequest request, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var psql = Version(await FindPsqlAsync(request, environment, cancellationToken).ConfigureAwait(false));
        var failures = request.IgnoreErrors
            ? ScriptCheck.CheckWithoutTransaction(facts, text.Path, request.TrustDump, psql)
            : ScriptCheck.Check(facts, text.Path, request.TrustDump, psql);
        if (!failures.IsEmpty)
            throw new PumFailureException(failures);
    }

    /// <summary>Feeds the script to psql.</summary>
    /// <exception cref="PumFailureException">It failed; nothing was committed unless errors were to be ignored.</exception>
    public async Task<RestoreRun> RunAsync(CancellationToken cancellationToken)
    {
        var request = Context.Request;
        var psql = await FindPsqlAsync(request, Context.Environment, cancellationToken).ConfigureAwait(false);
        Context.Reporter.Message(ReportImportance.Low, $"psql {psql.Version} in {psql.Path}");
        var session = request.IgnoreErrors
            ? ScriptSession.GoingOn(Version(psql), request.TrustDump)
            : ScriptSession.Guarded(Version(psql), request.TrustDump);

        var feed = new ScriptFeedRequest { Path = Text.Path, Facts = Facts, Session = session, ServerMajor = Context.Target.Server.Major };
        var said = new ToolOutput(Context.Connection.Redact);
        var ignored = new IgnoredErrors(Text.Path, Context.Reporter);
        var ended = false;
        var arguments = Arguments(session);
        Context.Reporter.Message(ReportImportance.Low, Context.Connection.Redact(CommandLine.Display(psql.Path, arguments)));
        using var toolEnvironment = Context.Connection.OpenToolEnvironment();
        var exitCode = await ToolProcess.RunAsync(
            new()
            {
                Program = psql.Path,
                Arguments = arguments,
                WorkingDirectory = Context.Environment.BaseDirectory,
                Environment = toolEnvironment.Variables,
                Feed = (input, token) => Text.ReadAsync((source, stop) => ScriptFeed.WriteAsync(feed, source, input, stop), token),
                OnOutput = line => ended |= line == session.EndMarker,
                OnError = line =>
                {
                    var redacted = said.Add(line);
                    Context.Reporter.Message(ReportImportance.Low, redacted);
                    if (request.IgnoreErrors)
                        ignored.Add(redacted);
                },
            },
            cancellationToken).ConfigureAwait(false);

        // Without the marker, which follows the COMMIT, exit code 0 proves nothing.
        if (exitCode != 0 || !ended)
            throw new PumFailureException(Failure(said.Lines, exitCode));
        ignored.Finish();
        return new(psql.Version, ignored.Count);
    }

    /// <summary>The newest there is: psql serves every older server, and newer ones guard better against hostile scripts.</summary>
    private static async Task<InstalledTool> FindPsqlAsync(RestoreRequest request, HostEnvironment environment, CancellationToken cancellationToken) =>
        (await ToolSearch.FindAsync(ClientTool.Psql, request.ToolPath, environment, cancellationToken).ConfigureAwait(false))[^1];

    private static PsqlVersion Version(InstalledTool psql) => new(psql.Version.Major, psql.Version.Minor);

    private ImmutableArray<string> Arguments(ScriptSession session)
    {
        ImmutableArray<string> role = Role is null ? [] : [$"--command=SET ROLE {Sql.Identifier(Role)}"];
        // The role is taken on last, behind the guard, which belongs to the role that logged in.
        return ["--no-password", .. Additional, "--dbname=" + Context.Connection.Conninfo, .. session.Arguments[..^1], .. role, session.Arguments[^1]];
    }

    /// <summary>psql names the place of an error: <c>psql:&lt;stdin&gt;:12: ERROR: …</c>.</summary>
    private PumFailure Failure(ImmutableArray<string> lines, int exitCode)
    {
        var failure = ToolMessageReader.Read(Context.Failure("psql") with { ExitCode = exitCode, Lines = lines });
        var place = lines.Where(ToolMessageReader.IsError).Select(line => Place().Match(line)).FirstOrDefault(match => match.Success);
        return place is not null && failure.Location is not null
            ? failure with { Location = new(Text.Path, int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) }
            : failure;
    }

    [GeneratedRegex("^psql:<stdin>:([0-9]{1,9}): ", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
