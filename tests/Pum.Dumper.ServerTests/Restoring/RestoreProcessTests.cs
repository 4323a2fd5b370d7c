using System.Diagnostics;
using Pum.Dumper.Dumping;
using Pum.Dumper.ServerTests.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A plain program, without MSBuild's own handlers of signals, that is told to end while it restores.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class RestoreProcessTests
{
    [TestMethod]
    [DataRow("TERM")]
    [DataRow("HUP")]
    public async Task A_program_that_is_ended_leaves_no_session_no_scratch_database_and_no_file(string signal)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        await DumpOperation.RunAsync(
            new() { Connection = source.Request, File = folder["snap"], BaseDirectory = folder.FullName, ToolPath = source.Server.BinDirectory }, new CollectingReporter());
        await using var target = await TestDatabase.ReserveAsync();
        var temporary = Directory.CreateDirectory(folder["tmp"]).FullName;

        var start = new ProcessStartInfo(ServerProcess.Dotnet, [typeof(RestoreProcessTests).Assembly.Location, folder["snap"], target.Name, source.Server.BinDirectory, "film"])
        {
            RedirectStandardInput = true,
            WorkingDirectory = folder.FullName,
            Environment = { ["TMPDIR"] = temporary },
        };
        using var program = Process.Start(start)!;
        try
        {
            await program.StandardInput.WriteLineAsync(source.Conninfo);
            await program.StandardInput.FlushAsync();
            var (name, scratch) = await SlowContent.IsAtWorkAsync(source);
            Assert.HasCount(1, Directory.GetFiles(temporary, "pum-*.list"));

            using (var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {program.Id}"]))
                await kill.WaitForExitAsync();
            await program.WaitForExitAsync();

            Assert.AreNotEqual(0, program.ExitCode);
            Assert.IsEmpty(Directory.GetFiles(temporary, "pum-*"));
            await SlowContent.IsOverAsync(source, name);
            await Eventually.IsTrueAsync(async () => await source.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname IN ('{scratch}', '{target.Name}')") == 0, "the scratch database is gone");
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
    }
}
