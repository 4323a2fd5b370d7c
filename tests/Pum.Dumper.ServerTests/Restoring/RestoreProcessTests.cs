using Pum.Dumper.Dumping;

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
        using var program = RestoreProcess.Start(
            new()
            {
                Connection = target.Request,
                File = folder["snap"],
                BaseDirectory = folder.FullName,
                ToolPath = target.Server.BinDirectory,
                CreateDatabase = true,
                Jobs = 1,
                Filter = new() { ExcludeTables = ["film"] },
            },
            temporary);

        await program.BeginAsync();
        var (name, scratch) = await SlowContent.IsAtWorkAsync(source);
        Assert.HasCount(1, Directory.GetFiles(temporary, "pum-*.list"));
        await program.EndAsync(signal);

        Assert.AreNotEqual(0, program.ExitCode);
        Assert.IsEmpty(Directory.GetFiles(temporary, "pum-*"));
        await SlowContent.IsOverAsync(source, name);
        await Eventually.IsTrueAsync(async () => await source.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname IN ('{scratch}', '{target.Name}')") == 0, "the scratch database is gone");
    }
}
