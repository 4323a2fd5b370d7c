using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>What people and their tools see of a failure, through <c>dotnet build</c>.</summary>
[TestClass]
public sealed class ErrorFormTests
{
    [TestMethod]
    public async Task A_bad_value_is_an_error_at_the_line_of_the_project()
    {
        using var folder = await ProjectFolder.CreateAsync();
        var project = folder.WriteSdkProject("snap.proj",
            """
              <Target Name="Snap">
                <PumDump ContinueOnError="ErrorAndContinue" File="snap.dump" Format="tar" />
                <PumDump ContinueOnError="ErrorAndContinue" File="snap.dump" Jobs="several" />
                <PumDump ContinueOnError="ErrorAndContinue" File="snap.dump" Timeout="soon" />
                <PumDump ContinueOnError="ErrorAndContinue" File="snap.dump" ConnectTimeout="soon" />
                <PumDump ContinueOnError="ErrorAndContinue" File="snap.dump" Tables="a;&quot;b" />
                <PumDump ContinueOnError="ErrorAndContinue" File="$(Undefined)" />
              </Target>
            """);

        var run = await folder.DotnetAsync("build", "snap.proj", "-t:Snap");

        Assert.AreEqual(1, run.ExitCode, run.Output);
        string[] expected =
        [
            "\"tar\" is not a valid value for Format. Use custom, plain or directory.",
            "\"several\" is not a valid value for Jobs. Use auto or a number from 1 on.",
            "\"soon\" is not a valid duration for Timeout. Write a number of milliseconds, or a number with its unit, for instance 500ms, 30s, 5min or 1h.",
            "\"soon\" is not a valid duration for ConnectTimeout. Write a number of seconds, or a number with its unit, for instance 500ms, 30s, 5min or 1h.",
            "Tables has a double quote that is not closed: a;\"b. Put double quotes around a whole name, for instance \"Mixed;Name\".",
            "File is missing or empty. Say where the dump goes, for instance File=\"snap.dump\", or -p:PumFile=snap.dump for the targets PumDump and PumRestore.",
        ];
        CollectionAssert.AreEqual(
            expected.Select((text, index) => new BuildMessage(project, index + 3, "error", "PUM1001", text)).ToArray(),
            run.Messages.ToArray());
    }

    [TestMethod]
    public async Task A_target_of_the_package_names_the_users_project_and_not_its_own_file()
    {
        using var folder = await ProjectFolder.CreateAsync();
        var project = folder.WriteSdkProject("snap.proj", "");

        var error = (await folder.DotnetAsync("build", "snap.proj", "-t:PumRestore")).FailsWith("PUM1001");

        Assert.AreEqual((project, 1), (error.File, error.Line));
    }

    [TestMethod]
    public async Task An_MSBuild_that_is_too_old_is_told_so_and_not_that_a_task_host_is_missing()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj", "");

        var studio2022 = await folder.DotnetAsync(
            "build", "snap.proj", "-t:PumDump", "-p:_PumMSBuildRuntime=Full", "-p:_PumMSBuildVersion=17.14.1");
        var sdk6 = await folder.DotnetAsync("build", "snap.proj", "-t:PumDump", "-p:_PumMSBuildVersion=17.3.0");

        foreach (var run in (BuildRun[])[studio2022, sdk6])
        {
            Assert.AreNotEqual(0, run.ExitCode);
            Assert.Contains($"{folder["snap.proj"]} : error PUM1005: ", run.Output);
            Assert.DoesNotContain("MSB4233", run.Output);
        }
    }
}
