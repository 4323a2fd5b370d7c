using Npgsql;

namespace Pum.Dumper.Connections;

/// <summary>A connection as Npgsql's own source of sessions, which also says what no string can say.</summary>
/// <remarks>
/// Npgsql keeps every string of a bare connection, password included, for the life of the process, and that of a source until the source is
/// disposed.
/// </remarks>
internal sealed class NpgsqlSource : IAsyncDisposable
{
    /// <summary>What Npgsql itself says where it has no password.</summary>
    private const string NoPassword = "No password has been provided but the backend requires one";

    private readonly Lazy<NpgsqlDataSource> _withoutTls;

    /// <summary>Writes a connection for Npgsql; no server is touched.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1001, PUM3007: Npgsql cannot enforce what the connection demands.</exception>
    public NpgsqlSource(Connection connection)
    {
        var written = connection.ToNpgsql();
        written.IncludeErrorDetail = true;
        // Npgsql asks a server before 14 "select pg_is_in_recovery()" to choose among several, and whose function that is depends on the
        // path.
        if (written.TargetSessionAttributes is not null)
            written.Options = $"{written.Options} {SessionOptions.Setting("search_path", "pg_catalog")}".TrimStart();
        SslMode = written.SslMode;
        Preferred = Make(connection, written);
        _withoutTls = new(() =>
        {
            written.SslMode = SslMode.Disable;
            return Make(connection, written);
        });
    }

    /// <summary>What the connection says of TLS.</summary>
    public SslMode SslMode { get; }

    /// <summary>With TLS, as far as the connection wants it.</summary>
    public NpgsqlDataSource Preferred { get; }

    /// <summary>Without TLS.</summary>
    public NpgsqlDataSource WithoutTls => _withoutTls.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Preferred.DisposeAsync();
        if (_withoutTls.IsValueCreated)
            await WithoutTls.DisposeAsync();
    }

    /// <summary>
    /// These sessions know text and numbers alone: Npgsql would otherwise read every type of the database first, and have the
    /// runtime compile what maps them.
    /// </summary>
    internal static NpgsqlSlimDataSourceBuilder Builder(string written)
    {
        var source = new NpgsqlSlimDataSourceBuilder(written);
        source.ConnectionStringBuilder.ServerCompatibilityMode = ServerCompatibilityMode.NoTypeLoading;
        source.EnableTransportSecurity();
        source.EnableIntegratedSecurity();
        return source;
    }

    private static NpgsqlDataSource Make(Connection connection, NpgsqlConnectionStringBuilder written)
    {
        var source = Builder(written.ConnectionString);
        if (!connection.Values.ContainsKey(ConnectionKeywords.Password))
        {
            // Otherwise PGPASSWORD counts where the connection says that there is none. Asked when a server wants it.
            source.ConnectionStringBuilder.Remove("Passfile");
            source.ConnectionStringBuilder.Remove("Password");
            source.UsePasswordProvider(
                server => Password(connection, server), (server, _) => ValueTask.FromResult(Password(connection, server)));
        }
        return source.Build();
    }

    // The copy reads the passfile anew: a password in it may be valid for less time than a restore takes.
    private static string Password(Connection connection, NpgsqlConnectionStringBuilder server) =>
        (connection with { }).PasswordOf(server.Host!.Trim('[', ']'), server.Port) is { Length: > 0 } password
            ? password
            : throw new NpgsqlException(NoPassword);
}
