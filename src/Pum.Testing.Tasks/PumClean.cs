using System.Globalization;
using Microsoft.Build.Framework;
using Pum.Build.Tasks.Logging;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Reporting;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>
/// Lists the databases that seeds have left on the servers of a project's seeds, kept ones included, and drops them where that is
/// confirmed.
/// What a running process uses stays.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PumClean : SeedTask
{
    /// <summary>Whether they are dropped; <c>false</c> by default, which lists them.</summary>
    public bool Confirm { get; set; }

    private protected override async System.Threading.Tasks.Task RunAsync(
        HostEnvironment environment, BuildReporter reporter, CancellationToken cancellationToken)
    {
        var requests = SeedItem.ReadAll(Seeds, environment.BaseDirectory)
            .Select(entry => SeedConnection.RequestFor(given: null, entry, environment))
            .DefaultIfEmpty(SeedConnection.RequestFor(given: null, seed: null, environment)).Distinct();
        foreach (var request in requests)
            await CleanAsync(SeedConnection.Resolve(request, environment), environment, reporter, cancellationToken);
    }

    private async System.Threading.Tasks.Task CleanAsync(
        Connection connection, HostEnvironment environment, BuildReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Message(ReportImportance.High, $"{nameof(PumClean)} → {connection.Display}");
        await using var server = new SeedServer(connection, nameof(PumClean), reporter, environment);
        var (found, left) = (0, 0);
        // A template after what was cloned from it: the sweep of another run would make spares of a missing one its own business.
        foreach (var database in (await server.ListAsync()).OrderByDescending(database => database.Kind))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found++;
            var outcome = database.IsHeld ? "in use" : !Confirm ? "" : await server.DropAsync(database) ? "dropped" : "in use";
            left += outcome == "dropped" ? 0 : 1;
            reporter.Message(
                ReportImportance.High, $"  {database.Name} ({database.Kind.ToString().ToLowerInvariant()}{(outcome.Length > 0 ? ", " + outcome : "")})");
        }

        reporter.Message(ReportImportance.High, string.Create(
            CultureInfo.InvariantCulture, $"{nameof(PumClean)}: {found - left} of {found} dropped{(Confirm || found == 0 ? "" : "; -p:PumCleanConfirm=true drops them")}"));
    }
}
