using System.Collections.Concurrent;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A database that every filter is tried on, and its whole dump; nobody changes either.</summary>
internal sealed record FilterSource(TestDatabase Database, string Dump)
{
    private static readonly ConcurrentDictionary<(TemporaryServer, DumpKind, bool), Lazy<Task<FilterSource>>> Sources = new();

    /// <summary>The database on a server, in a format; <paramref name="dependents"/>: with what crosses the schemas' borders.</summary>
    public static Task<FilterSource> GetAsync(TemporaryServer server, DumpKind format = DumpKind.Custom, bool dependents = false) =>
        Sources.GetOrAdd((server, format, dependents), key => new(() => MakeAsync(key.Item1, key.Item2, key.Item3))).Value;

    private static async Task<FilterSource> MakeAsync(TemporaryServer server, DumpKind format, bool dependents)
    {
        var database = await TestDatabase.CreateAsync(server, prefix: "Filters");
        await SourceScripts.LoadAsync(database, "Filters", except: dependents ? [] : ["02-dependents"]);
        var folder = new TestFolder();
        TestServer.AtEnd.Add(folder.Dispose);
        var dump = await RoundTrip.RoundTrip.DumpAsync(database, format, folder, request => request with { NoPrivileges = false });
        return new(database, dump);
    }
}
