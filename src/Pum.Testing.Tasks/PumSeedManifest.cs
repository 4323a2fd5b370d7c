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
        var entries = await SeedItem.DescribeAllAsync(Seeds, environment.BaseDirectory, Earlier(path), cancellationToken);
        var assembly = Path.GetFileName(path).Replace(SeedManifest.Extension, "", StringComparison.Ordinal);
        ImmutableArray<SeedEntry> placed =
            [.. entries.Zip(Seeds, (entry, item) => IsCopied(item) ? SeedPlace.Place(entry, assembly) : entry)];
        CopiedFiles =
        [
            .. entries.Zip(placed).SelectMany(pair => SeedPlace.Copies(pair.First, pair.Second))
                .Select(copy => OutputItem.Of(copy.From, new() { ["TargetPath"] = copy.To })),
        ];
        var text = new SeedManifest(placed).Write();
        // Also where only a file is newer, which Visual Studio takes for a reason to build until the manifest is newer still.
        if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken) == text && !IsOlder(path, entries))
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

    /// <summary>Whether one of the files of seeds is newer than a manifest.</summary>
    internal static bool IsOlder(string path, ImmutableArray<SeedEntry> entries) => entries
        .SelectMany(entry => entry.Prepare.Prepend(entry.File))
        .Any(file => File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(path));

    private static bool IsCopied(ITaskItem item) => item.GetMetadata("CopyToOutputDirectory") != "Never";
}
