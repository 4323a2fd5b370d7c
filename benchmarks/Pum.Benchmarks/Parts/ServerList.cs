using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Parts;

/// <summary>Servers in words.</summary>
internal static class ServerList
{
    /// <summary>The servers of a run, with the settings that matter for speed.</summary>
    public static string Describe(IEnumerable<BenchmarkServer> servers) => string.Join(
        "; ",
        servers.Select(server => $"{server.Title} with `fsync = {(server.IsDurable ? "on" : "off")}` and its data {server.Place}"));
}
