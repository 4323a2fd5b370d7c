using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Pum.Build.Tasks;
using Pum.Build.Tasks.Logging;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tasks;

/// <summary>
/// Writes the seeds of a project into a file that lies beside its assembly, so that tests find them. It touches no server.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PumSeedManifest : SeedTask
{
    /// <summary>The file; it is written only where its content changes (required).</summary>
    public ITaskItem? ManifestFile { get; set; }

    /// <summary>The files that are to be copied beside the assembly; metadata <c>TargetPath</c>.</summary>
    [Output]
    public ITaskItem[] CopiedFiles { get; private set; } = [];

    private protected override async System.Threading.Tasks.Task RunAsync(
        HostEnvironment environment, BuildReporter reporter, CancellationToken cancellationToken)
    {
        var path = PathParameter.RequiredFile(ManifestFile, environment.BaseDirectory, "where the seeds are listed");
        var entries = await SeedItem.ReadAllAsync(Seeds, environment.BaseDirectory, Earlier(path), cancellationToken);
        ImmutableArray<SeedEntry> placed = [.. entries.Zip(Seeds, (entry, item) => Place(entry, item, environment.BaseDirectory))];
        CopiedFiles = [.. entries.Zip(placed).SelectMany(pair => Copies(pair.First, pair.Second))];
        var text = new SeedManifest(placed).Write();
        if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken) == text)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, cancellationToken);
    }

    // A manifest of another version, or one that was cut short, is written anew.
    private ImmutableArray<SeedEntry> Earlier(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return SeedManifest.Read(path).Seeds;
        }
        catch (PumFailureException exception)
        {
            Log.LogMessage(MessageImportance.Low, exception.Failure.Message);
            return [];
        }
    }

    /// <summary>The entry with the paths that its files have beside the assembly, where they are copied there.</summary>
    private static SeedEntry Place(SeedEntry entry, ITaskItem item, string project) =>
        item.GetMetadata("CopyToOutputDirectory") == "Never" || Directory.Exists(entry.File) ? entry : entry with
        {
            File = TargetPath(entry.File, item, project),
            Prepare = [.. entry.Prepare.Select((script, index) => $"{ScriptFolder(entry.Name)}/{index + 1}-{Path.GetFileName(script)}")],
        };

    // As the SDK places any other file: at the same place as in the project, or beside the assembly where it comes from elsewhere.
    private static string TargetPath(string file, ITaskItem item, string project)
    {
        if (item.GetMetadata("Link") is { Length: > 0 } link)
            return link.Replace('\\', '/');
        var relative = Path.GetRelativePath(project, file).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? Path.GetFileName(file) : relative;
    }

    private static IEnumerable<ITaskItem> Copies(SeedEntry from, SeedEntry to) => from.Prepare.Prepend(from.File)
        .Zip(to.Prepare.Prepend(to.File)).Where(pair => pair.First != pair.Second)
        .Select(pair => OutputItem.Of(pair.First, new() { ["TargetPath"] = pair.Second }));

    /// <summary>The folder beside the assembly into which the SQL files of a seed are copied.</summary>
    private static string ScriptFolder(string seed) => $"{seed}.prepare";
}
