using Pum.Dumper.Seeding;

namespace Pum.Testing.Benchmarks;

/// <summary>A way in which the server makes a database from another one.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Setting">The statement that a session begins with, or <see langword="null"/>.</param>
/// <param name="Option">The option of CREATE DATABASE.</param>
/// <param name="IsOurs">Whether seeds are cloned so on this server.</param>
internal sealed record CloningStrategy(string Name, string? Setting, string Option, bool IsOurs)
{
    private const string WalLog = " STRATEGY wal_log";

    private const string FileCopy = " STRATEGY file_copy";

    /// <summary>Those of this server.</summary>
    public static async Task<IReadOnlyList<CloningStrategy>> OfAsync(BenchmarkServer server, long size)
    {
        var syncs = await server.Session.ReadAsync<bool>("SELECT current_setting('fsync')::boolean");
        var shares = await server.Session.ReadAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_settings WHERE name = 'file_copy_method' AND 'clone' = ANY (enumvals))");
        var ours = DatabaseCloning.Strategy(new("", 0, server.Major, syncs, shares, ""), size);
        if (server.Major < 15)
            return [new("of this version", null, "", true)];
        var log = new CloningStrategy("wal_log", null, WalLog, ours == WalLog);
        var copy = new CloningStrategy(
            "file_copy", server.Major < 18 ? null : "SET file_copy_method = 'copy'", FileCopy, ours == FileCopy && !shares);
        return shares
            ? [log, copy, new("file_copy, clone", "SET file_copy_method = 'clone'", FileCopy, ours == FileCopy)]
            : [log, copy];
    }
}
