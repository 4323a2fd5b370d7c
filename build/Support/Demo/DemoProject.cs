using System.Globalization;
using System.Text.Json;

namespace Pum.Build.Support.Demo;

/// <summary>A project as a user would write it, with the package from a feed of this demo alone.</summary>
public sealed class DemoProject
{
    /// <summary>The variable that holds the connection string, so that it stands in no file and no argument.</summary>
    public const string Variable = "PUM_DEMO_CONNECTION";

    private readonly string _folder;

    private DemoProject(string folder, string version)
    {
        _folder = folder;
        Text =
            $"""
            <Project Sdk="Pum.Build.Tasks/{version}">
              <Target Name="Dump">
                <PumDump ConnectionStringVariable="{Variable}" File="$(File)" Format="$(Format)"><Output TaskParameter="DumpFile" ItemName="Done" /></PumDump>
              </Target>
              <Target Name="Load">
                <PumRestore ConnectionStringVariable="{Variable}" File="$(File)" CreateDatabase="true"><Output TaskParameter="RestoredDatabase" ItemName="Done" /></PumRestore>
              </Target>
            </Project>
            """;
    }

    /// <summary>The project file.</summary>
    public string Text { get; }

    /// <summary>Packs the package and writes the project into a folder.</summary>
    public static DemoProject Create(string folder)
    {
        var version = $"1.0.0-demo.{DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}";
        var (exitCode, output) = Command.Capture(Repository.Root,
            [Command.Dotnet, "pack", Path.Combine("src", "Pum.Build.Tasks"), "-c", "Release", "-nologo", $"-p:PackageVersion={version}", "-o", Path.Combine(folder, "feed")]);
        if (exitCode != 0)
            throw new SetupException($"The package cannot be packed:\n{output}");
        var project = new DemoProject(folder, version);
        File.WriteAllText(Path.Combine(folder, "demo.proj"), project.Text);
        File.WriteAllText(Path.Combine(folder, "nuget.config"),
            """
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
        return project;
    }

    /// <summary>Runs a target and returns how long its task took.</summary>
    public TimeSpan Run(string target, string connectionString, string file, string format)
    {
        var (exitCode, output) = Command.Capture(_folder,
            [Command.Dotnet, "build", "demo.proj", "-nologo", $"-t:{target}", $"-p:File={file}", $"-p:Format={format}", "-getItem:Done"],
            new Dictionary<string, string> { [Variable] = connectionString });
        if (exitCode != 0)
            throw new SetupException($"{target} of {format} failed:\n{output}");
        var milliseconds = JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("Done")[0].GetProperty("DurationMs")
            .GetString()!;
        return TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture));
    }
}
