using System.Collections.Immutable;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>
/// Sees of a build what every user of the machine can see while it runs: command lines, and temporary files that others may read.
/// </summary>
internal static class Onlooker
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs <c>dotnet</c>, whose temporary files go to a folder of their own, and gives what was seen meanwhile.</summary>
    public static async Task<(BuildRun Run, ImmutableHashSet<string> Seen)> RunAsync(ProjectFolder folder, params string[] arguments)
    {
        var temporary = Directory.CreateDirectory(folder["tmp"]).FullName;
        folder.Variables["TMPDIR"] = temporary;
        // A compiler server listens in the temporary folder: another one would start here, and stay.
        folder.Variables["UseSharedCompilation"] = "false";
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(temporary, ended.Token);
        var run = await folder.DotnetAsync(arguments);
        await ended.CancelAsync();
        return (run, await watching);
    }

    private static async Task<ImmutableHashSet<string>> WatchAsync(string temporary, CancellationToken ended)
    {
        var seen = ImmutableHashSet.CreateBuilder<string>();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var processes = Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _));
                seen.UnionWith(processes.Select(process => Read(Path.Combine(process, "cmdline"))));
                seen.UnionWith(Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories).Where(MayBeReadByOthers).Select(Read));
            }
        }
        catch (OperationCanceledException)
        {
            // The build is over.
        }
        return seen.ToImmutable();
    }

    private static bool MayBeReadByOthers(string path) =>
        !OperatingSystem.IsWindows()
            && new FileInfo(path) is { Exists: true } file
            && (file.UnixFileMode & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is a socket.
            return "";
        }
    }
}
