using Npgsql;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What the tests of ReplaceDatabase do again and again.</summary>
internal static class Replacing
{
    /// <summary>A server of one test's own: for what would disturb others, or be disturbed by them.</summary>
    public static Task<TemporaryServer> StartServerAsync(params (string Name, string Value)[] settings) =>
        TestServer.StartAsync(null, settings);

    /// <summary>The same, of a major.</summary>
    public static async Task<TemporaryServer> StartServerAsync(int major, params (string Name, string Value)[] settings) =>
        await TestServer.StartAsync(await TestServer.GetBinDirectoryAsync(major), settings);

    /// <summary>Dumps a database that holds <paramref name="sql"/>.</summary>
    public static async Task<string> MakeDumpAsync(
        TestFolder folder, string sql, DumpFormat format = DumpFormat.Custom, TemporaryServer? server = null)
    {
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync(sql);
        var result = await DumpOperation.RunAsync(
            new()
            {
                Caller = "PumDump",
                Connection = source.Request,
                File = folder[$"{Guid.NewGuid():N}"],
                Format = format,
                BaseDirectory = folder.FullName,
                ToolPath = source.Server.BinDirectory,
            },
            new CollectingReporter());
        return result.File;
    }

    /// <summary>Replaces a database by a dump.</summary>
    public static Task<RestoreResult> ReplaceAsync(
        TestDatabase target,
        string dump,
        CollectingReporter reporter,
        Func<RestoreRequest, RestoreRequest>? with = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = dump,
            BaseDirectory = Path.GetDirectoryName(dump)!,
            ToolPath = target.Server.BinDirectory,
            ReplaceDatabase = true,
        };
        return RestoreOperation.RunAsync(with?.Invoke(request) ?? request, reporter, cancellationToken);
    }

    /// <summary>The same, where it is to fail.</summary>
    public static Task<PgRestoreFailedException> FailureAsync(
        TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest>? with = null) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => ReplaceAsync(target, dump, new(), with));

    /// <summary>The codes of everything that was found.</summary>
    public static string Codes(this PgRestoreFailedException failure) => string.Join(' ', failure.Failures.Select(each => each.Code));

    /// <summary>Everything that the server keeps about a database outside of it, its stamp apart.</summary>
    public static Task<string> AttributesAsync(TestDatabase database) => QueryAsync<string>(database.Server, $"""
        SELECT concat_ws(' | ', pg_get_userbyid(datdba), datconnlimit, (SELECT spcname FROM pg_tablespace t WHERE t.oid = dattablespace),
            (SELECT string_agg(a::text, ',' ORDER BY a::text COLLATE "C") FROM unnest(coalesce(datacl, acldefault('d', datdba))) a),
            (SELECT string_agg(setrole::regrole || ' ' || setconfig::text, ', ' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid),
            regexp_replace(shobj_description(d.oid, 'pg_database'), '\n?\[pum: .*$', ''))
        FROM pg_database d WHERE datname = '{database.Name}'
        """);

    /// <summary>All of a database that anybody can tell: OID, what is kept about it, comment, content.</summary>
    public static async Task<string> StateAsync(TestDatabase database)
    {
        var content = await DatabaseContent.ReadAsync(database);
        var (oid, comment) = (await OidAsync(database), await CommentAsync(database));
        return string.Join(
            '\n', [$"{oid}", await AttributesAsync(database), comment, .. content.Select(pair => $"{pair.Key}: {pair.Value}")]);
    }

    public static Task<uint> OidAsync(TestDatabase database) =>
        QueryAsync<uint>(database.Server, $"SELECT oid FROM pg_database WHERE datname = '{database.Name}'");

    public static Task<string> CommentAsync(TestDatabase database) =>
        QueryAsync<string>(
            database.Server,
            $"SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '{database.Name}'");

    /// <summary>The scratch databases that there are.</summary>
    public static Task<string> ScratchesAsync(TemporaryServer server) =>
        QueryAsync<string>(
            server, "SELECT coalesce(string_agg(datname, ' ' ORDER BY datname), '') FROM pg_database WHERE datname LIKE 'pum\\_%'");

    /// <summary>Runs SQL as the superuser in the database <c>postgres</c>.</summary>
    public static async Task ExecuteAsync(TemporaryServer server, string sql)
    {
        await using var connection = await OpenAsync(server);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks as the superuser in the database <c>postgres</c>.</summary>
    public static async Task<T> QueryAsync<T>(TemporaryServer server, string sql)
    {
        await using var connection = await OpenAsync(server);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(TemporaryServer server)
    {
        var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
