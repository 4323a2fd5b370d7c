using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>
/// What MSBuild's own switches make of warnings and errors of ours, in a library and in a project of the package's own SDK.
/// </summary>
[TestClass]
public sealed class WarningTests
{
    private const string Load =
        """
          <Target Name="Load">
            <PumDump Service="test" File="snap.dump" ExcludeSchemas="audti" StrictNames="false">
              <Output TaskParameter="DumpFile" ItemName="Dump" />
            </PumDump>
            <Message Importance="high" Text="dumped @(Dump->'%(Format)')" />
            <PumRestore Service="test" File="seed.sql" IgnoreErrors="true">
              <Output TaskParameter="RestoredDatabase" ItemName="Restored" />
            </PumRestore>
            <Message Importance="high" Text="restored but @(Restored->'%(IgnoredErrors)')" />
          </Target>
        """;

    [TestMethod]
    [DataRow("app.csproj")]
    [DataRow("app.proj")]
    public async Task Switches_act_on_warnings_as_on_those_of_any_task(string project)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("test", database));
        folder.Write("seed.sql", "INSERT INTO nowhere VALUES (1);\n");
        WriteProject(folder, project, Load);
        (await folder.DotnetAsync("restore", project)).Succeeds();
        string[] load = ["build", "--no-restore", project, "-t:Load"];

        await GivesAsync("", "warning PUM4003, warning PUM5010");
        // It is the compiler's alone: https://learn.microsoft.com/visualstudio/msbuild/common-msbuild-project-properties
        await GivesAsync("-p:TreatWarningsAsErrors=true", "warning PUM4003, warning PUM5010");
        await GivesAsync("-p:NoWarn=PUM4003;-p:WarningsAsErrors=PUM5010", "error PUM5010");
        await GivesAsync("-p:MSBuildWarningsAsMessages=PUM4003;-warnaserror:PUM5010", "error PUM5010");
        await GivesAsync("-p:NoWarn=PUM4003;-warnaserror", "error PUM5010");
        await GivesAsync("-p:NoWarn=\"PUM4003%3BPUM5010\";-warnaserror", "");

        async Task GivesAsync(string switches, string messages)
        {
            var run = await folder.DotnetAsync([.. load, .. switches.Split(';', StringSplitOptions.RemoveEmptyEntries)]);

            var fails = messages.Contains("error", StringComparison.Ordinal);
            Assert.AreEqual(fails ? 1 : 0, run.ExitCode, run.Output);
            Assert.AreEqual(
                messages, string.Join(", ", run.Messages.Select(message => $"{message.Kind} {message.Code}")), $"{switches}: {run.Output}");
            Assert.Contains("dumped custom", run.Output);
            // Whether a target goes on behind such an error is MSBuild's own affair, and differs between these switches.
            Assert.IsTrue(fails || run.Output.Contains("restored but 1", StringComparison.Ordinal), $"{switches}: {run.Output}");
        }
    }

    [TestMethod]
    [DataRow("app.csproj")]
    [DataRow("app.proj")]
    public async Task ContinueOnError_decides_what_an_error_is_and_whether_the_build_goes_on(string project)
    {
        using var folder = await ProjectFolder.CreateAsync();
        WriteProject(folder, project,
            """
              <Target Name="Load">
                <PumDump Jobs="0" File="a" ContinueOnError="true" />
                <PumDump Jobs="0" File="b" ContinueOnError="WarnAndContinue" />
                <Message Importance="high" Text="went on with warnings" />
                <PumDump Jobs="0" File="c" ContinueOnError="ErrorAndContinue" />
                <Message Importance="high" Text="went on with an error" />
                <PumDump Jobs="0" File="d" ContinueOnError="false" />
                <Message Importance="high" Text="went on to the end" />
              </Target>
            """);

        var run = await folder.DotnetAsync("build", project, "-t:Load");

        Assert.AreEqual(1, run.ExitCode, run.Output);
        CollectionAssert.AreEqual(
            (string[])["warning PUM1001", "warning PUM1001", "error PUM1001", "error PUM1001"],
            run.Messages.Select(message => $"{message.Kind} {message.Code}").ToArray(),
            run.Output);
        Assert.Contains("went on with warnings", run.Output);
        Assert.Contains("went on with an error", run.Output);
        Assert.DoesNotContain("went on to the end", run.Output);
    }

    private static void WriteProject(ProjectFolder folder, string project, string body)
    {
        if (project.EndsWith(".csproj", StringComparison.Ordinal))
            folder.WriteLibrary(project, body);
        else
            folder.WriteSdkProject(project, body);
    }
}
