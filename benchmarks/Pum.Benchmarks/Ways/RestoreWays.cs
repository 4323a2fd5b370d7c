using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Ways;

/// <summary>Ways to restore a dump into a database that is there and empty.</summary>
internal sealed class RestoreWays
{
    private readonly BenchmarkServer _server;

    /// <summary>Prepares them.</summary>
    /// <param name="bench">The run.</param>
    /// <param name="server">The server.</param>
    /// <param name="dump">What is restored.</param>
    /// <param name="bareTitle">What to call PostgreSQL's tool.</param>
    /// <param name="bareCommand">How it is called.</param>
    public RestoreWays(Bench bench, BenchmarkServer server, string dump, string bareTitle, params string[] bareCommand)
    {
        _server = server;
        var tools = new ClientTools(server);
        Nothing = bench.Project.DoingNothing();
        Bare = new(bareTitle, () => IntoEmptyAsync(() => tools.RunAsync(bareCommand[0], bareCommand[1..])));
        Ours = OfTask("`PumRestore`, the first time in a build", BuildProject.Restore);
        OursAgain = OfTask("`PumRestore`, the second time in a build", BuildProject.Again(BuildProject.Restore));

        Way OfTask(string title, string target) =>
            new(title, () => IntoEmptyAsync(() => bench.Project.BuildAsync(target, server, ReplaceWays.Target, dump))) { Beside = Nothing };
    }

    /// <summary>A build that does nothing.</summary>
    public Way Nothing { get; }

    /// <summary>PostgreSQL's tool.</summary>
    public Way Bare { get; }

    /// <summary>The task, alone in its build.</summary>
    public Way Ours { get; }

    /// <summary>The task in a build that restored the same before, which only works with a dump of nothing.</summary>
    public Way OursAgain { get; }

    private async Task<Measurement> IntoEmptyAsync(Func<Task<Measurement>> restore)
    {
        await _server.CreateDatabaseAsync(ReplaceWays.Target);
        await _server.SettleAsync();
        return await restore();
    }
}
