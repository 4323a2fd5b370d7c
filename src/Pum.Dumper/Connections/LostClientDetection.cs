using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// Lets the server notice within seconds that a client tool is gone, whatever ended it: otherwise a statement that runs or waits for a lock
/// goes on until it has something to say. See
/// <see href="https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL">client_connection_check_interval</see>.
/// </summary>
internal static partial class LostClientDetection
{
    private const string Setting = "client_connection_check_interval";
    private const string Interval = "2s";

    /// <summary>Whether a connection has the setting.</summary>
    public static bool IsOn(Connection connection) => connection.HasSetting(Setting);

    /// <summary>Runs a client tool with the setting, and again without it where it is refused.</summary>
    /// <remarks>
    /// Servers before 14 do not know it, on some platforms it must be 0, and poolers take few startup parameters. All of them say so when
    /// the tool connects: if its first error is one of connecting, nothing has happened yet, and it cannot be a row that quotes such words.
    /// Asking beforehand would cost every other run a connection.
    /// </remarks>
    public static async Task<T> RunAsync<T>(Connection connection, Func<Connection, Task<T>> run)
    {
        if (connection.HasSetting(Setting))
            return await run(connection);
        try
        {
            return await run(connection.WithSetting(Setting, Interval));
        }
        catch (ToolFailureException exception)
            when (ToolMessageReader.OfConnection(exception.Run.Lines).Any(line => Refusal().IsMatch(line))
                || exception.Run.Lines.FirstOrDefault(ToolMessageReader.IsError) is { } first && RefusalToPsql13().IsMatch(first))
        {
            return await run(connection);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Connection connection, Func<Connection, Task> run) => RunAsync(connection, async checking =>
    {
        await run(checking);
        return true;
    });

    // PostgreSQL: unrecognized configuration parameter "…", invalid value for parameter "…"; PgBouncer: unsupported startup parameter;
    // Amazon's RDS Proxy: doesn't support command-line options. A server speaks the language of its own lc_messages before the client's
    // setting counts; only the name stays. The words in front are the client tool's (until 13: "could not connect to server").
    [GeneratedRegex($"(FATAL:|connection to .* failed:|could not connect to server:).*{Setting}|FATAL:.*(startup parameter|command-line options)", RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();

    // psql 13 does not say that it was connecting. What the server says later, it puts behind the name of a script and a line.
    [GeneratedRegex($@"^psql(?:\.exe)?: error: [^ :]+:  .*{Setting}", RegexOptions.CultureInvariant)]
    private static partial Regex RefusalToPsql13();
}
