using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Ways;

/// <summary>Ways to dump a database.</summary>
internal sealed class DumpWays
{
    private readonly Bench _bench;
    private readonly BenchmarkServer _server;
    private readonly ClientTools _tools;
    private readonly string _database;

    /// <summary>Prepares them.</summary>
    public DumpWays(Bench bench, BenchmarkServer server, string database)
    {
        (_bench, _server, _database) = (bench, server, database);
        _tools = new(server);
        Nothing = bench.Project.DoingNothing();
        Pum = new("`pg_dump -Fc`, as PUM calls it", () => BareAsync("pum.dump", PumOptions));
        Bare = new(
            $"`pg_dump -Fc {ShortCompression(server)}`, the options of `PumDump`",
            () => BareAsync("bare.dump", [.. PumOptions, "--no-subscriptions", Compression(server)]));
        ByHand = new(
            $"`pg_dump -Fd -j{ClientTools.Jobs} {ShortCompression(server)}`, the best by hand",
            () => BareAsync("hand", "--format=directory", $"--jobs={ClientTools.Jobs}", Compression(server)));
        Ours = OfTask("`PumDump`", BuildProject.Dump, "ours.dump");
        OursAgain = OfTask("`PumDump`, the second time in a build", BuildProject.Again(BuildProject.Dump), "ours.dump");
        OursDirectory = OfTask("`PumDump Format=\"directory\"`", BuildProject.DumpDirectory, "ours");
        Copy = new("`cp -r` of the database's files, a lower bound", CopyAsync);
    }

    /// <summary>The options that PUM's Dumper gives to <c>pg_dump</c>.</summary>
    public static string[] PumOptions => ["--format=custom", "--no-owner", "--no-privileges"];

    /// <summary>A build that does nothing.</summary>
    public Way Nothing { get; }

    /// <summary>As PUM calls it.</summary>
    public Way Pum { get; }

    /// <summary>With the options that the task chooses by itself.</summary>
    public Way Bare { get; }

    /// <summary>As somebody does who knows the tool: fast compression, parallel workers.</summary>
    public Way ByHand { get; }

    /// <summary>The task without any parameter.</summary>
    public Way Ours { get; }

    /// <summary>The same in a build that did it before.</summary>
    public Way OursAgain { get; }

    /// <summary>The task with parallel workers.</summary>
    public Way OursDirectory { get; }

    /// <summary>The files of the database.</summary>
    public Way Copy { get; }

    /// <summary>The option for the compression that the task chooses by itself.</summary>
    public static string Compression(BenchmarkServer server) => server.Major >= 16 ? "--compress=zstd:1" : "--compress=1";

    private static string ShortCompression(BenchmarkServer server) => Compression(server).Replace("--compress=", "-Z", StringComparison.Ordinal);

    private Task<Measurement> BareAsync(string file, params string[] options) => _tools.DumpAsync(_database, _bench.Folder[file], options);

    private Way OfTask(string title, string target, string name) => new(title, async () =>
    {
        var file = _bench.Folder[name];
        WorkFolder.Remove(file);
        var measurement = await _bench.Project.BuildAsync(target, _server, _database, file);
        return measurement with { OutputBytes = WorkFolder.SizeOf(file) };
    })
    { Beside = Nothing };

    private async Task<Measurement> CopyAsync()
    {
        var copy = _bench.Folder["copy"];
        var files = await _server.FolderOfAsync(_database);
        var measurement = await MeasuredProcess.RunAsync("cp", ["-r", files, copy], new Dictionary<string, string>());
        var size = WorkFolder.SizeOf(copy);
        WorkFolder.Remove(copy);
        return measurement with { OutputBytes = size };
    }
}
