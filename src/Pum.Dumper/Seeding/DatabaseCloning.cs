using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>CREATE DATABASE from a template, in the way that takes least on this server.</summary>
internal static class DatabaseCloning
{
    /// <summary>CREATE DATABASE … STRATEGY came with PostgreSQL 15, which before knew one way alone.</summary>
    private const int HasStrategies = 15;

    /// <summary>
    /// Where the server waits for the disk, copying files has it write all of its memory out first, twice, and once more for the drop. That
    /// pays for large databases alone.
    /// </summary>
    private const long LargeWhereSynced = 128L << 20;

    /// <summary>
    /// The same where files may share their blocks. Whether they do is up to the file system, which the server does not tell: where they do
    /// not, somewhat more time is lost up to the other limit.
    /// </summary>
    private const long LargeWhereShared = 64L << 20;

    /// <summary>
    /// Enough for databases of hundreds of gigabytes. Without one, what waits would never learn that the server does not answer.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private const string FileCopy = " STRATEGY file_copy";

    private const string WalLog = " STRATEGY wal_log";

    /// <summary>Makes a database that nobody can connect to.</summary>
    /// <param name="session">A session in the maintenance database.</param>
    /// <param name="server">The server.</param>
    /// <param name="template">What it is made from.</param>
    /// <param name="size">The size of that, in bytes.</param>
    /// <param name="name">What it is called.</param>
    /// <returns>Its OID.</returns>
    /// <exception cref="PumFailureException">The server refused it, or another session dropped it at once.</exception>
    public static async Task<uint> RunAsync(Session session, ServerFacts server, string template, long size, string name)
    {
        var strategy = Strategy(server, size);
        if (server.SharesBlocks && strategy == FileCopy)
        {
            await session.ExecuteAsync("SET file_copy_method = 'clone'", CancellationToken.None);
            try
            {
                return await CreateAsync(session, template, strategy, name);
            }
            catch (PumFailureException exception) when (exception.SqlState == SqlStates.FeatureNotSupported)
            {
                // The file system, or a tablespace on another one, cannot do it.
                await session.ExecuteAsync("RESET file_copy_method", CancellationToken.None);
                strategy = Strategy(server with { SharesBlocks = false }, size);
            }
        }

        return await CreateAsync(session, template, strategy, name);
    }

    private static async Task<uint> CreateAsync(Session session, string template, string strategy, string name)
    {
        await session.ExecuteAsync(
            $"CREATE DATABASE {Sql.Identifier(name)} TEMPLATE {Sql.Identifier(template)}{strategy} ALLOW_CONNECTIONS false",
            Limit,
            () => SeedFailures.NotInTime(name, Limit));
        return await DatabaseOid.FindAsync(session, name, CancellationToken.None)
            ?? throw new PumFailureException(SeedFailures.NotThere(name));
    }

    /// <summary>The strategy's option of CREATE DATABASE, with a blank before it.</summary>
    public static string Strategy(ServerFacts server, long size) =>
        server.Major < HasStrategies ? ""
        : !server.Syncs || size > (server.SharesBlocks ? LargeWhereShared : LargeWhereSynced) ? FileCopy
        : WalLog;
}
