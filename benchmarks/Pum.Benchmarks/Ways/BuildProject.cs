using System.Globalization;
using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Ways;

/// <summary>A project as a user writes it, whose targets say when their task began and ended.</summary>
/// <remarks>
/// The clock is read within the build, because what a build takes by itself varies more than what is to be seen. The tasks' assembly is
/// loaded between the two readings.
/// </remarks>
internal sealed class BuildProject
{
    /// <summary>The target without a task.</summary>
    public const string Nothing = "DoNothing";

    /// <summary>The targets with a task, each of which a second one runs after it was run once in the same build.</summary>
    public const string Dump = "Dump", DumpDirectory = "DumpDirectory", Restore = "Load", Replace = "Replace";

    private const string Variable = "PUM_BENCHMARK";
    private const string Common = $"ConnectionStringVariable=\"{Variable}\" ToolPath=\"$({Variable}_TOOLS)\" File=\"$({Variable}_FILE)\" ";

    private readonly string _project;
    private readonly string _times;

    private BuildProject(string project, string times) => (_project, _times) = (project, times);

    /// <summary>Name of the target that runs the task of another one twice and measures the second time.</summary>
    public static string Again(string target) => target + "Again";

    /// <summary>Writes the project, and where its package comes from.</summary>
    public static BuildProject Write(WorkFolder folder, PackedPackage package)
    {
        File.WriteAllText(folder["nuget.config"], $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder["packages"]}" /></config>
              <packageSources><clear /><add key="feed" value="{package.Feed}" /></packageSources>
            </configuration>
            """);
        var dump = $"<PumDump {Common}/>";
        var dumpDirectory = $"<PumDump {Common}Format=\"directory\" />";
        var restore = $"<PumRestore {Common}/>";
        var replace = $"<PumRestore {Common}ReplaceDatabase=\"true\" ConfirmReplace=\"{ReplaceWays.Target}\" />";
        File.WriteAllText(folder["benchmark.proj"], $"""
            <Project Sdk="Pum.Build.Tasks/{package.Version}">
            {Measured(Nothing, "")}
            {Twice(Dump, dump)}
            {Twice(DumpDirectory, dumpDirectory)}
            {Twice(Restore, restore)}
            {Twice(Replace, replace)}
            </Project>
            """);
        return new(folder["benchmark.proj"], folder["times.txt"]);
    }

    /// <summary>A build that does nothing, to know what a build takes by itself.</summary>
    public Way DoingNothing() => new("a build that does nothing", () => BuildAsync(Nothing, new Dictionary<string, string>()));

    /// <summary>Builds a target.</summary>
    /// <returns>The seconds of its task within the build; memory and processor time of the whole build.</returns>
    public Task<Measurement> BuildAsync(string target, BenchmarkServer server, string database, string file) => BuildAsync(target, new()
    {
        [Variable] = server.ConnectionString(database),
        [$"{Variable}_TOOLS"] = server.BinDirectory,
        [$"{Variable}_FILE"] = file,
    });

    private async Task<Measurement> BuildAsync(string target, Dictionary<string, string> environment)
    {
        environment[$"{Variable}_TIMES"] = _times;
        // The build is to happen in the process that is measured.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        var whole = await MeasuredProcess.RunAsync(
            "dotnet", ["build", _project, $"-t:{target}", "--no-restore", "-nologo", "-verbosity:quiet"], environment);
        var ticks = File.ReadLines(_times).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ToList();
        return whole with { Seconds = TimeSpan.FromTicks(ticks[1] - ticks[0]).TotalSeconds };
    }

    private static string Twice(string target, string task) => Measured(target, task) + "\n" + Measured(Again(target), task, task);

    private static string Measured(string target, string task, string before = "") => $"""
          <Target Name="{target}">
            {before}
            <PropertyGroup><Began>$([System.DateTime]::UtcNow.Ticks)</Began></PropertyGroup>
            {task}
            <PropertyGroup><Ended>$([System.DateTime]::UtcNow.Ticks)</Ended></PropertyGroup>
            <WriteLinesToFile File="$({Variable}_TIMES)" Lines="$(Began);$(Ended)" Overwrite="true" />
          </Target>
        """;
}
