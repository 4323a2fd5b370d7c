using System.IO.Compression;
using Pum.Dumper.Dumping;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>Dumps and restores as the tasks do.</summary>
internal static class RoundTrip
{
    /// <summary>
    /// A custom or directory archive or a script by <see cref="DumpOperation"/>, a tar archive by bare pg_dump; returns its path.
    /// </summary>
    public static async Task<string> DumpAsync(
        TestDatabase source, DumpKind kind, TestFolder folder, Func<DumpRequest, DumpRequest>? change = null)
    {
        var file = folder["a dump"];
        if (kind == DumpKind.Tar)
        {
            await BareTools.PgDumpAsync(source, "--format=tar", $"--file={file}");
            return file;
        }
        var request = new DumpRequest
        {
            Caller = "PumDump",
            Connection = source.Request,
            File = file,
            BaseDirectory = folder.FullName,
            Format = Format(kind),
            // A major that the tests were told of stands in no folder that is searched.
            ToolPath = source.Server.BinDirectory,
        };
        await DumpOperation.RunAsync(change is null ? request : change(request), new Reports());
        return kind == DumpKind.GzippedPlain ? await CompressAsync(file) : file;
    }

    /// <summary>Restores a dump by <see cref="RestoreOperation"/>.</summary>
    public static Task<RestoreResult> RestoreAsync(
        string file, TestDatabase target, Func<RestoreRequest, RestoreRequest>? change = null, CollectingReporter? reporter = null)
    {
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = file,
            BaseDirectory = Path.GetDirectoryName(file)!,
            ToolPath = target.Server.BinDirectory,
        };
        return RestoreOperation.RunAsync(change is null ? request : change(request), reporter is null ? new Reports() : reporter);
    }

    /// <summary>The format that a restore recognises.</summary>
    public static DumpFormat Format(DumpKind kind) => kind switch
    {
        DumpKind.Custom => DumpFormat.Custom,
        DumpKind.Directory => DumpFormat.Directory,
        DumpKind.Tar => DumpFormat.Tar,
        _ => DumpFormat.Plain,
    };

    private static async Task<string> CompressAsync(string file)
    {
        var compressed = file + ".compressed";
        await using var plain = File.OpenRead(file);
        await using var gzip = new GZipStream(File.Create(compressed), CompressionLevel.Fastest);
        await plain.CopyToAsync(gzip);
        return compressed;
    }
}
