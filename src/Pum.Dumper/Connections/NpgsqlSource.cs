using Npgsql;

namespace Pum.Dumper.Connections;

/// <summary>Makes Npgsql's source of sessions, and says there what no string can say.</summary>
internal static class NpgsqlSource
{
    /// <summary>What Npgsql itself says where it has no password.</summary>
    private const string NoPassword = "No password has been provided but the backend requires one";

    /// <summary>
    /// A source of a session's own: Npgsql keeps every string of a bare connection, password included, for the life of the process.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="written">The same for Npgsql, see <see cref="NpgsqlStringWriter"/>.</param>
    public static NpgsqlDataSource Of(Connection connection, NpgsqlConnectionStringBuilder written)
    {
        var source = Builder(written.ConnectionString);
        if (string.IsNullOrEmpty(written.Password))
        {
            // Otherwise PGPASSWORD counts where the connection says that there is none. Asked when a server wants it.
            source.ConnectionStringBuilder.Remove("Passfile");
            source.ConnectionStringBuilder.Remove("Password");
            source.UsePasswordProvider(
                server => Password(connection, server), (server, _) => ValueTask.FromResult(Password(connection, server)));
        }
        return source.Build();
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

    private static string Password(Connection connection, NpgsqlConnectionStringBuilder server) =>
        connection.PasswordOf(server.Host!.Trim('[', ']'), server.Port) is { Length: > 0 } password
            ? password
            : throw new NpgsqlException(NoPassword);
}
