using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>A moment in the middle of an operation, by what a session of it is doing on the server.</summary>
/// <param name="Statement">The beginning of its statement; empty for any.</param>
/// <param name="Bytes">How much a COPY has moved by then.</param>
internal sealed record Moment(string Statement, long Bytes)
{
    // Sessions of the engine, and of the controls, bear names of ours.
    private const string Query = """
        SELECT EXISTS (
            SELECT FROM pg_stat_activity LEFT JOIN pg_stat_progress_copy USING (pid)
            WHERE application_name LIKE 'Pum%' AND starts_with(query, $1) AND coalesce(bytes_processed, 0) >= $2
            AND (state = 'active' OR $1 = ''))
        """;

    /// <summary>As soon as there is a session.</summary>
    public static Moment First { get; } = new("", 0);

    /// <summary>In the middle of one of the tables of <see cref="BulkyData"/>, or of what comes before and behind them.</summary>
    public static Moment Any(Random random, bool restoring) => random.Next(6) switch
    {
        0 => First,
        1 when restoring => new("CREATE INDEX", 0),
        _ => Copying(random),
    };

    /// <summary>In the first half of one of the tables of <see cref="BulkyData"/>, where it can hardly be missed.</summary>
    public static Moment Copying(Random random) => new($"COPY public.{BulkyData.Table(random)} ", random.Next(BulkyData.Bytes / 2));

    /// <summary>Waits for it; whether it came before the operation was over.</summary>
    public async Task<bool> ComesAsync(TemporaryServer server, Task operation)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Query, connection)
        {
            Parameters = { new() { Value = Statement }, new() { Value = Bytes } },
        };
        await command.PrepareAsync();
        // Without a pause: the moment may be short. The operation's end is the deadline.
        while (!operation.IsCompleted)
        {
            if ((bool)(await command.ExecuteScalarAsync())!)
                return true;
        }
        return false;
    }
}
