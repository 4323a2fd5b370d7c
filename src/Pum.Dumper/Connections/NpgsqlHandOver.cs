using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A connection for the program of somebody else: none of the limits and settings that our own sessions have.</summary>
internal static class NpgsqlHandOver
{
    private const string GssEncryptionMode = "GSS Encryption Mode";

    private static readonly string[] Ours = ["Passfile", "Application Name", "Pooling", "Command Timeout", "Enlist", "Client Encoding"];

    /// <summary>The keywords that reach the same database as the same role, password included.</summary>
    public static NpgsqlConnectionStringBuilder Write(Connection connection)
    {
        var builder = connection.ToNpgsql();
        foreach (var keyword in Ours)
            builder.Remove(keyword);
        // Npgsql knows this one from 10 on, and an older one throws.
        if (builder.ContainsKey(GssEncryptionMode) && !connection.Values.ContainsKey(ConnectionKeywords.GssEncryptionMode))
            builder.Remove(GssEncryptionMode);
        return builder;
    }

    /// <summary>The same with what the user's own string says to Npgsql alone.</summary>
    /// <exception cref="PumFailureException">PUM1001: it does not accept a value.</exception>
    public static NpgsqlConnectionStringBuilder WriteTuned(Connection connection)
    {
        var builder = Write(connection);
        foreach (var (keyword, value, _) in connection.Tuning.Where(pair => builder.ContainsKey(pair.Keyword)))
        {
            try
            {
                builder[keyword] = value;
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
            {
                throw new PumFailureException(ParameterFailures.TuningInvalid(keyword), exception);
            }
        }

        return builder;
    }
}
