using Npgsql;

namespace Pum.Dumper.Connections;

/// <summary>
/// Has the runtime compile the code with which Npgsql prepares a connection. That takes about as long as to find out where to connect, and
/// one can happen beside the other. No server is touched.
/// </summary>
internal static class NpgsqlCode
{
    private static int _isBegun;

    /// <summary>Begins, once in a process.</summary>
    public static void CompileInBackground()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) == 0)
            _ = Task.Run(Use);
    }

    private static void Use()
    {
        var written = new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Port = 5432,
            Database = "postgres",
            Username = "postgres",
            Password = "postgres",
            ApplicationName = nameof(NpgsqlCode),
            Pooling = false,
            SslMode = SslMode.Disable,
        };
        using var source = NpgsqlSource.Builder(written.ConnectionString).Build();
        using var connection = source.CreateConnection();
        using var command = new NpgsqlCommand("SELECT 1", connection);
    }
}
