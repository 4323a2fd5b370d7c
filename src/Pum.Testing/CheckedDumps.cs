using System.Collections.Concurrent;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>The dumps that this process has compared with their description: each once, for hashing takes its time.</summary>
internal static class CheckedDumps
{
    private static readonly ConcurrentDictionary<(string File, string Sha256, DateTime Written), SharedAttempt<bool>> Checks = new();

    /// <summary>Compares a dump, unless that was done since it was written.</summary>
    /// <exception cref="PumFailureException">PUM1003: it is another one, or missing.</exception>
    public static Task CheckAsync(SeedEntry entry) =>
        Checks.GetOrAdd((entry.File, entry.Sha256, File.GetLastWriteTimeUtc(entry.File)), _ => new(() => RunAsync(entry))).GetAsync();

    private static async Task<bool> RunAsync(SeedEntry entry)
    {
        await SeedDump.CheckAsync(entry);
        return true;
    }
}
