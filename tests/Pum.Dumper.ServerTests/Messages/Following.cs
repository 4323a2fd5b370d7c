using System.Diagnostics;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>What the tests that follow an advice do again and again.</summary>
internal static class Following
{
    /// <summary>Has pg_dump write a plain dump, or another with options.</summary>
    public static async Task<string> MakeScriptAsync(TestDatabase source, TestFolder folder, string[] options)
    {
        var file = folder[$"{Guid.NewGuid():N}.sql"];
        await RunPgDumpAsync(source, ["--no-owner", $"--file={file}", .. options]);
        return file;
    }

    /// <summary>Runs pg_dump as anybody would.</summary>
    public static async Task RunPgDumpAsync(TestDatabase source, string[] options)
    {
        var start = new ProcessStartInfo(Path.Combine(source.Server.BinDirectory, "pg_dump"), [$"--dbname={source.Conninfo}", .. options]);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode);
    }

    /// <summary>A restore that fails with a code and an advice.</summary>
    public static async Task<PgRestoreFailedException> FailsAsync(
        TestDatabase target, string file, string code, string advice, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, file, with));
        Assert.AreEqual(code, failure.Code, failure.ToString());
        Assert.Contains(advice, failure.Failure.Advice);
        return failure;
    }

    /// <summary>Dumps a database.</summary>
    public static async Task<string> DumpAsync(
        TestDatabase source, TestFolder folder, Func<DumpRequest, DumpRequest> with, CollectingReporter? reporter = null) =>
        (await DumpOperation.RunAsync(
            with(new()
            {
                Caller = "PumDump",
                Connection = source.Request,
                File = folder["snap.dump"],
                BaseDirectory = folder.FullName,
                ToolPath = source.Server.BinDirectory,
            }),
            reporter ?? new())).File;

    /// <summary>Restores a dump.</summary>
    public static Task<RestoreResult> RestoreAsync(
        TestDatabase target, string file, Func<RestoreRequest, RestoreRequest>? with = null, CollectingReporter? reporter = null)
    {
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = file,
            BaseDirectory = Path.GetDirectoryName(file)!,
            ToolPath = target.Server.BinDirectory,
        };
        return RestoreOperation.RunAsync((with ?? (same => same))(request), reporter ?? new());
    }
}
