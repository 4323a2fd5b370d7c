using System.Collections.Concurrent;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>The servers on which this process clones databases, and which of them a seed is for.</summary>
internal static class TestServers
{
    // Lazy: of tests that ask at the same time, one says which server it is.
    private static readonly ConcurrentDictionary<string, Lazy<SeedServer>> Servers = new();

    /// <summary>The server that a connection leads to. The first use of it says which that is.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM1002, PUM3001, PUM3002.</exception>
    public static SeedServer Find(ConnectionRequest request, string seed, HostEnvironment environment, IReporter reporter)
    {
        var connection = SeedConnection.Resolve(request, environment);
        // With the password, which no other string of the connection shows.
        var key = $"{connection.ToNpgsql().ConnectionString} {string.Join(' ', connection.Tuning)}";
        return Servers.GetOrAdd(key, _ => new(() =>
        {
            reporter.Message(ReportImportance.High, $"{nameof(PumSeed)}: {seed} → {connection.Display}");
            return new(connection, nameof(PumSeed), reporter, environment);
        })).Value;
    }
}
