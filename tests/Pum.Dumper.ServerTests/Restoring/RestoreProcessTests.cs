using Pum.Dumper.Dumping;
using Pum.Dumper.Restoring.Planning;

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
            new() { Caller = "PumDump", Connection = source.Request, File = folder["snap"], BaseDirectory = folder.FullName, ToolPath = source.Server.BinDirectory }, new CollectingReporter());
        await using var target = await TestDatabase.ReserveAsync();
        var temporary = Directory.CreateDirectory(folder["tmp"]).FullName;
        using var program = RestoreProcess.Start(Request(target, folder), temporary);

        await program.BeginAsync();
        var (name, scratch) = await SlowContent.IsAtWorkAsync(source);
        await program.EndAsync(signal);

        Assert.AreNotEqual(0, program.ExitCode);
        Assert.IsEmpty(Directory.GetFiles(temporary, "pum-*"));
        await SlowContent.IsOverAsync(source, name);
        await Eventually.IsTrueAsync(async () => await source.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname IN ('{scratch}', '{target.Name}')") == 0, "the scratch database is gone");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_program_that_is_killed_leaves_no_secret_and_no_list_in_a_file()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = folder["snap"], BaseDirectory = folder.FullName, ToolPath = source.Server.BinDirectory }, new CollectingReporter());
        await using var target = await TestDatabase.ReserveAsync();
        var temporary = Directory.CreateDirectory(folder["tmp"]).FullName;
        var connection = target.Request with { ConnectionString = target.Request.ConnectionString + " sslpassword=canary" };
        using var program = RestoreProcess.Start(Request(target, folder) with { Connection = connection }, temporary);

        await program.BeginAsync();
        var (name, scratch) = await SlowContent.IsAtWorkAsync(source);
        await program.EndAsync("KILL");

        Assert.AreEqual("", string.Join('\n', Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file).StartsWith("pum", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("pg_", StringComparison.Ordinal))));
        await SlowContent.IsOverAsync(source, name);
        await source.ExecuteAsSuperuserAsync($"DROP DATABASE \"{scratch}\"");
    }

    private static RestoreRequest Request(TestDatabase target, TestFolder folder) => new()
    {
        Caller = "PumRestore",
        Connection = target.Request,
        File = folder["snap"],
        BaseDirectory = folder.FullName,
        ToolPath = target.Server.BinDirectory,
        CreateDatabase = true,
        Jobs = 1,
        Filter = new() { ExcludeTables = ["film"] },
    };
}
