using System.Globalization;
using Microsoft.Build.Framework;
using Pum.Build.Tasks.Logging;
using Pum.Dumper;
using Pum.Dumper.Reporting;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>
/// Makes the templates of a project's seeds and their spares ahead of the tests, for instance in a step of its own in CI. What the tests'
/// own code prepares is left to them.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PumSeed : SeedTask
{
    private protected override async System.Threading.Tasks.Task RunAsync(
        HostEnvironment environment, BuildReporter reporter, CancellationToken cancellationToken)
    {
        if (Seeds.Length == 0)
            reporter.Message(ReportImportance.High, $"{nameof(PumSeed)}: this project has no item PumSeed; run it on the one that defines the seeds");
        foreach (var entry in await SeedItem.DescribeAllAsync(Seeds, environment.BaseDirectory, [], cancellationToken))
        {
            var request = SeedConnection.RequestFor(given: null, entry, environment);
            await using var server = new SeedServer(
                SeedConnection.Resolve(request, environment), nameof(PumSeed), reporter, environment);
            var template = await server.PrepareAsync(entry.Define(environment.BaseDirectory, nameof(PumSeed), request), cancellationToken);
            await server.FillAsync(template);
            reporter.Message(ReportImportance.High, string.Create(
                CultureInfo.InvariantCulture, $"{nameof(PumSeed)}: {entry.Name} is ready in {template.Name}, {template.Size / 1e6:0.0} MB"));
        }
    }
}
