namespace Pum.Benchmarks;

/// <summary>A project as a user writes it, with a target that does nothing besides, to know what a build costs by itself.</summary>
internal static class BenchmarkProject
{
    /// <summary>Name of the target that does nothing.</summary>
    public const string Nothing = "DoNothing";

    /// <summary>Writes a project with one more target, and where its package comes from; returns the project's path.</summary>
    public static string Write(WorkFolder folder, PackedPackage package, string target)
    {
        File.WriteAllText(folder["nuget.config"], $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder["packages"]}" /></config>
              <packageSources><clear /><add key="feed" value="{package.Feed}" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(folder["benchmark.proj"], $"""
            <Project Sdk="Pum.Build.Tasks/{package.Version}">
              <Target Name="{Nothing}" />
              {target}
            </Project>
            """);
        return folder["benchmark.proj"];
    }

    /// <summary>Builds one target of it.</summary>
    public static Task<Measurement> BuildAsync(string project, string target, Dictionary<string, string> environment) =>
        MeasuredProcess.RunAsync("dotnet", ["build", project, $"-t:{target}", "--no-restore", "-nologo", "-verbosity:quiet"], environment);
}
