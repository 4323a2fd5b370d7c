using System.Globalization;
using Pum.Testing.Benchmarks.Suites;

namespace Pum.Testing.Benchmarks;

/// <summary>The figures as Markdown.</summary>
internal static class Report
{
    /// <summary>All tables.</summary>
    public static string Of(
        BenchmarkServer server,
        bool isChinook,
        string? loadBefore,
        IReadOnlyList<CloneBenchmark> clones,
        ProcessBenchmark? processes,
        SuiteBenchmark? suites) =>
        string.Join('\n',
        [
            .. Head(server, isChinook, loadBefore, clones),
            .. clones.SelectMany(Statements),
            .. clones.Count > 0 ? Strategies(clones) : [],
            .. processes is null ? [] : Processes(processes),
            .. suites is null ? [] : Suites(suites),
        ]);

    private static IEnumerable<string> Head(
        BenchmarkServer server, bool isChinook, string? loadBefore, IReadOnlyList<CloneBenchmark> clones)
    {
        var load = loadBefore is null || Machine.Load is not { } after ? "" : $" Load average {loadBefore} before the run and {after} after it.";
        yield return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}; {Machine.Description}; PostgreSQL {server.Version} with `fsync = off`, data {(server.DataDirectory.StartsWith("/dev/shm/", StringComparison.Ordinal) ? "in memory" : "on disk")}; .NET {Environment.Version}.{load}");
        var sizes = string.Join(" and ", clones.Select(clone => $"{Megabytes(clone.Size)} MB"));
        yield return $"The small database is {(isChinook ? "Chinook (11 tables, 15,607 rows)" : "made up (5 tables, 15,537 rows)")}; the sizes are {sizes}. Milliseconds, if nothing else is said.";
    }

    private static IEnumerable<string> Statements(CloneBenchmark clone)
    {
        var (strategy, create, drop) = clone.Same;
        yield return "";
        yield return string.Create(CultureInfo.InvariantCulture, $"**{Megabytes(clone.Size)} MB, {clone.Select.Count} pairs**");
        yield return "";
        yield return "| | median | 95 % | beside it | median | 95 % | more, pair by pair |";
        yield return "| --- | --- | --- | --- | --- | --- | --- |";
        if (clone.Spares > 0)
            yield return Pair("`CloneAsync`, a spare is ready", clone.Claim, "`SELECT 1`", clone.Select);
        yield return Pair("`CloneAsync`, no spare", clone.WithoutSpare, $"`CREATE DATABASE … TEMPLATE`, {strategy.Name}", create);
        yield return Pair("from `DisposeAsync` until it is dropped, two pools open", clone.Drop, "`DROP DATABASE`, nobody connected", drop);
        yield return $"| `DROP DATABASE … WITH (FORCE)`, a pool open ({clone.ForcedDrop.Count} times) | {Number(clone.ForcedDrop.Median)} | {Number(clone.ForcedDrop.Percentile95)} | | | | |";
        yield return $"| first connection of a test to its clone, and a query | {Number(clone.FirstQuery.Median)} | {Number(clone.FirstQuery.Percentile95)} | | | | |";
    }

    private static IEnumerable<string> Strategies(IReadOnlyList<CloneBenchmark> clones)
    {
        yield return "";
        yield return "**The bare statements by strategy**, median / 95 %";
        yield return "";
        yield return "| | " + string.Join(" | ", clones.SelectMany(clone => new[] { $"create, {Megabytes(clone.Size)} MB", "drop" })) + " |";
        yield return "| --- |" + string.Concat(Enumerable.Repeat(" --- |", 2 * clones.Count));
        for (var row = 0; row < clones[0].Statements.Count; row++)
        {
            var cells = clones.Select(clone => clone.Statements[row])
                .SelectMany(each => new[] { Spread(each.Create, each.Strategy.IsOurs), Spread(each.Drop, false) });
            yield return $"| {clones[0].Statements[row].Strategy.Name} | {string.Join(" | ", cells)} |";
        }

        yield return "";
        yield return "In bold: the one that is used.";
    }

    private static IEnumerable<string> Processes(ProcessBenchmark processes)
    {
        yield return "";
        yield return $"**A new process, from its start until the first answer of a database**, {processes.Bare.Elapsed.Count} of each kind in turn";
        yield return "";
        yield return "| | median | least | most | more than the first, in pairs | processor time | more, in pairs |";
        yield return "| --- | --- | --- | --- | --- | --- | --- |";
        foreach (var (title, kind) in ((string, ProcessTimes)[])
        [
            ("connects to a database that is there", processes.Bare),
            ("first test, template and spares are there", processes.Ready),
            ("first test, nothing is there: the dump is restored", processes.Cold),
        ])
        {
            var (time, processor) = (kind.Elapsed, kind.Processor);
            var more = kind == processes.Bare ? ("", "") : (Whole(time.Beyond(processes.Bare.Elapsed).Median), Whole(processor.Beyond(processes.Bare.Processor).Median));
            yield return $"| {title} | {Whole(time.Median)} | {Whole(time.Least)} | {Whole(time.Most)} | {more.Item1} | {Whole(processor.Median)} | {more.Item2} |";
        }
    }

    private static IEnumerable<string> Suites(SuiteBenchmark suites)
    {
        yield return "";
        yield return $"**{Suite.Tests} tests of 150 ms and six statements, {Suite.AtOnce} at a time**, each suite a process of its own, {suites.Floor.Count} rounds in turn; seconds";
        yield return "";
        yield return "| | median | least | most | times the first, in pairs |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var (suite, times) in suites.Runs)
            yield return $"| {suite.Title} | {Seconds(times.Median)} | {Seconds(times.Least)} | {Seconds(times.Most)} | {times.Over(suites.Floor).Median.ToString("0.00", CultureInfo.InvariantCulture)} |";
        if (suites.WithoutContainers is { } reason)
            yield return $"\nNot measured: a container for each class of tests, because {reason}.";
    }

    private static string Pair(string what, Series ours, string beside, Series bare) =>
        $"| {what} | {Number(ours.Median)} | {Number(ours.Percentile95)} | {beside} | {Number(bare.Median)} | {Number(bare.Percentile95)} | {Number(ours.Beyond(bare).Median)} |";

    private static string Spread(Series series, bool isUsed)
    {
        var text = $"{Number(series.Median)} / {Number(series.Percentile95)}";
        return isUsed ? $"**{text}**" : text;
    }

    private static string Number(double milliseconds) => milliseconds.ToString(milliseconds < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Whole(double milliseconds) => milliseconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);
}
