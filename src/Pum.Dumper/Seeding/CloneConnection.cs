using Pum.Dumper.Connections;

namespace Pum.Dumper.Seeding;

/// <summary>The connection strings, for Npgsql, that lead to databases of ours.</summary>
internal static class CloneConnection
{
    /// <summary>For a test; <c>application_name</c> says which, because the database is called after it.</summary>
    /// <param name="connection">Leads to the clone.</param>
    /// <param name="isReadOnly">Whether transactions begin as read-only ones.</param>
    public static string ForTest(Connection connection, bool isReadOnly)
    {
        var builder = NpgsqlHandOver.WriteTuned(isReadOnly ? connection.WithSetting("default_transaction_read_only", "on") : connection);
        builder.ApplicationName = connection.Database;
        return builder.ConnectionString;
    }

    /// <summary>For the code that prepares a template, which nobody may be connected to afterwards.</summary>
    /// <param name="connection">Leads to the template.</param>
    public static string ForPreparation(Connection connection)
    {
        var builder = NpgsqlHandOver.WriteTuned(connection);
        builder.ApplicationName = connection.Database;
        builder.Pooling = false;
        return builder.ConnectionString;
    }
}
