using System.Text.RegularExpressions;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>The page of the manual that makes the promises.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class GuaranteesPageTests
{
    [TestMethod]
    public void Every_test_that_the_page_names_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Leftovers.RepositoryRoot, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(path => Method().Matches(File.ReadAllText(path)).Select(method => method.Groups[1].Value.Replace('_', ' ')))
                .ToHashSet(StringComparer.Ordinal);
        var named = Emphasis().Matches(Leftovers.Page).Select(emphasis => Blank().Replace(emphasis.Groups[1].Value, " ")).ToList();
        Assert.IsGreaterThan(30, named.Count);
        Assert.AreEqual("", string.Join('\n', named.Where(name => !tests.Contains(name))));
    }

    [TestMethod]
    public void Every_fault_is_on_the_page()
    {
        var faults = Directory.EnumerateFiles(
            Path.Combine(Leftovers.RepositoryRoot, "tests", "Pum.Dumper.ServerTests", "Faults"), "*Tests.cs")
            .SelectMany(path => Method().Matches(File.ReadAllText(path)).Select(method => method.Groups[1].Value.Replace('_', ' ')))
            .Where(name => name.StartsWith('A') || name.StartsWith("Hostile", StringComparison.Ordinal));
        var page = Blank().Replace(Leftovers.Page, " ");
        Assert.AreEqual("", string.Join('\n', faults.Where(name => !page.Contains($"*{name}*", StringComparison.Ordinal))));
    }

    [TestMethod]
    public async Task The_queries_and_globs_of_the_page_find_what_is_left()
    {
        await using var site = await FaultSite.CreateAsync();
        await site.NothingIsLeftAsync();
        Assert.HasCount(4, Leftovers.Queries);
        Assert.HasCount(2, Leftovers.Globs);

        await using var scratch = await site.ReserveBesideAsync("pum_scratch");
        site.Folder.Write("sleep.sql", "CREATE TABLE t ();\nSELECT pg_sleep(600);\n");
        using var cancellation = new CancellationTokenSource();
        var restore = site.RestoreAsync(
            "sleep.sql", request => request with { Connection = scratch.Request, CreateDatabase = true }, cancellation.Token);
        await new Moment("SELECT pg_sleep", 0).ComesAsync(site.Database.Server, restore);
        site.Folder.Write(".pum-left.partial", "");
        var temporary = Path.Combine(Path.GetTempPath(), $"pum-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(temporary, "");

        var found = string.Join('\n', await site.LeftAsync("pum_scratch_"));
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => restore);
        File.Delete(temporary);
        File.Delete(site.Folder[".pum-left.partial"]);

        Assert.Contains("PumRestore", found, "a session");
        Assert.Contains("\npum_scratch_", found, "a database");
        Assert.Contains(".pum-left.partial", found, "a file beside a dump");
        Assert.Contains(temporary, found, "a temporary file");
        if (!OperatingSystem.IsWindows())
            Assert.Contains("psql --no-password", found, "a process");
        await site.NothingIsLeftAsync();
    }

    [GeneratedRegex(@"(?:public|internal) (?:static )?(?:async )?(?:Task|void) ([A-Z]\w*_\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"(?<![*\w])\*([A-Z][^*]+)\*(?!\*)")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
