using Npgsql;

namespace Pum.Testing.Benchmarks;

/// <summary>What a test of the suites does: it looks whether its database is as it should be, changes it, and takes its time.</summary>
internal static class TestWork
{
    /// <summary>How many tracks both small seeds have.</summary>
    public const long Tracks = 3503;

    /// <summary>A query whose answer says whether the database is full.</summary>
    public const string CountQuery = "SELECT count(*) FROM track";

    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(150);

    /// <summary>Does it.</summary>
    /// <param name="source">Leads to the database.</param>
    /// <param name="isPristine">Whether no other test may have changed it.</param>
    /// <exception cref="InvalidOperationException">It is not as it should be.</exception>
    public static async Task RunAsync(NpgsqlDataSource source, bool isPristine)
    {
        await using var connection = await source.OpenConnectionAsync();
        var (tracks, renamed) = (await connection.ReadAsync<long>(CountQuery), await connection.ReadAsync<long>(
            "SELECT count(*) FROM track WHERE name = 'Renamed'"));
        if (tracks != Tracks || (isPristine && renamed != 0))
            throw new InvalidOperationException($"{connection.Database} is not as it should be: {tracks} tracks, {renamed} of them renamed.");
        await connection.ReadAsync<long>(
            "SELECT count(*) FROM invoice_line JOIN track USING (track_id) JOIN album USING (album_id) JOIN artist USING (artist_id)");
        await connection.ExecuteAsync("UPDATE track SET name = 'Renamed' WHERE track_id % 10 = 3");
        await connection.ExecuteAsync("DELETE FROM invoice_line WHERE invoice_id % 10 = 3");
        await Task.Delay(Time);
    }
}
