using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.RoundTrip;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// Names that would do something else where they were put into SQL, a shell, a connection string or a pattern as they are.
/// </summary>
[TestClass]
internal sealed class HostileNameTests
{
    /// <summary>A database that the names would drop, if they were ever SQL.</summary>
    private const string Victim = "fault_victim";

    private static readonly string[] Names =
    [
        $"\"; DROP DATABASE {Victim}; --",
        $"'; DROP DATABASE {Victim}; --",
        "$$ it's \"quoted\" $$ \\",
        "%n %s %%",
        "$(touch x) `touch x` ${HOME}",
        " spaces\tand\nnewlines\n\\! touch x\n",
        "рublic",
        "ｐｕｂｌｉｃ",
        "host=elsewhere dbname=other",
        "*.?|(a)",
        new('ü', 31),
        new('x', 63),
    ];

    /// <summary>Names of schemas, tables, columns, indexes, constraints, sequences and comments at once.</summary>
    private static string Sql => string.Concat(Names.Select((name, number) => $"""
        CREATE SCHEMA {TestDatabase.Quote(name)};
        CREATE TABLE {TestDatabase.Quote(name)}.{TestDatabase.Quote(name)} ({TestDatabase.Quote(name)} serial PRIMARY KEY, t text DEFAULT {Literal(name)});
        INSERT INTO {TestDatabase.Quote(name)}.{TestDatabase.Quote(name)} (t) VALUES ({Literal(name)}), ({Literal("\\.\n" + name)});
        CREATE INDEX {TestDatabase.Quote($"{number} {name}")} ON {TestDatabase.Quote(name)}.{TestDatabase.Quote(name)} (t);
        COMMENT ON TABLE {TestDatabase.Quote(name)}.{TestDatabase.Quote(name)} IS {Literal(name)};

        """));

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Plain)]
    public async Task Hostile_names_of_schemas_and_tables_are_names(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await site.Database.ExecuteAsync(Sql);
        await using var victim = await VictimAsync(site);
        await using var existing = await site.CreateBesideAsync();
        await using var missing = await site.ReserveBesideAsync();

        await site.DumpAsync("snap", format);
        await site.RestoreAsync("snap", request => request with { Connection = existing.Request });
        await site.RestoreAsync("snap", request => request with { Connection = missing.Request, CreateDatabase = true });

        await DatabaseComparison.AreEqualAsync(site.Database, existing);
        await DatabaseComparison.AreEqualAsync(site.Database, missing);
        Assert.IsTrue(await ExistsAsync(site));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task Hostile_names_of_databases_are_names()
    {
        foreach (var name in Names)
        {
            await using var site = await FaultSite.CreateAsync(prefix: Prefix(name));
            await using var victim = await VictimAsync(site);
            await using var missing = await site.ReserveBesideAsync(Prefix(name));
            await site.DumpAsync("snap");

            await site.RestoreAsync("snap", request => request with { Connection = missing.Request, CreateDatabase = true });
            await DatabaseComparison.AreEqualAsync(site.Database, missing);
            // Npgsql's words for the same database, and our own parameter.
            await site.RestoreAsync("snap", request => request with
            {
                Connection = new() { ConnectionString = missing.Server.ToNpgsql("postgres", missing.User, missing.Password).ConnectionString, Database = missing.Name },
                Clean = true,
                ConfirmReplace = missing.Name,
            });

            await DatabaseComparison.AreEqualAsync(site.Database, missing);
            Assert.IsTrue(await ExistsAsync(site), name);
            await site.NothingIsLeftAsync();
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Hostile_names_of_files_are_names()
    {
        await using var site = await FaultSite.CreateAsync();
        await using var victim = await VictimAsync(site);
        DumpFormat[] formats = [DumpFormat.Custom, DumpFormat.Directory, DumpFormat.Plain];
        foreach (var (number, name) in ((string[])[.. Names, "-f", "--help", "|cat", "dbname=postgres"]).Index())
        {
            var format = formats[number % formats.Length];
            await using var target = await site.CreateBesideAsync();
            await site.DumpAsync(name, format, request => request with { SchemaOnly = true });
            await site.RestoreAsync(name, request => request with { Connection = target.Request });
            Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM balance"), name);
        }
        Assert.IsTrue(await ExistsAsync(site));
        Assert.IsFalse(File.Exists(site.Folder["x"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task Hostile_names_of_services_are_names()
    {
        await using var site = await FaultSite.CreateAsync();
        await using var victim = await VictimAsync(site);
        foreach (var name in Names.Where(name => !name.Contains('\n', StringComparison.Ordinal)))
        {
            var (server, database) = (site.Database.Server, site.Database);
            var services = site.Folder.Write("pg_service.conf",
                $"[{name}]\nhost={server.Host}\nport={server.Port}\ndbname={database.Name}\nuser={database.User}\npassword={database.Password}\n");
            var environment = HostEnvironment.Current(site.Folder.FullName);
            environment = environment with { Variables = environment.Variables.SetItem("PGSERVICEFILE", services) };
            var connection = new ConnectionRequest { Service = name };
            var (file, tools) = (site.Folder["snap"], site.ToolPath);
            var dump = new DumpRequest { Caller = "PumDump", Connection = connection, File = file, BaseDirectory = site.Folder.FullName, ToolPath = tools };
            await DumpOperation.RunAsync(dump, new Reports(), environment, CancellationToken.None);
            var restore = new RestoreRequest { Caller = "PumRestore", Connection = connection, File = file, BaseDirectory = site.Folder.FullName, ToolPath = tools, Clean = true, ConfirmReplace = database.Name };
            await RestoreOperation.RunAsync(restore, new Reports(), environment, CancellationToken.None);
        }
        Assert.IsTrue(await ExistsAsync(site));
        await site.NothingIsLeftAsync();
    }

    private static string Literal(string text) =>
        $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>What fits into 63 bytes with what makes the name unique.</summary>
    private static string Prefix(string name)
    {
        while (System.Text.Encoding.UTF8.GetByteCount(name) > 30)
            name = name[..^1];
        return name;
    }

    private static async Task<IAsyncDisposable> VictimAsync(FaultSite site)
    {
        var administrator = site.Database.As(site.Database.Server.Superuser);
        await administrator.ExecuteAsync($"DROP DATABASE IF EXISTS {Victim}");
        await administrator.ExecuteAsync($"CREATE DATABASE {Victim} OWNER {TestServer.Owner}");
        return new Dropped(administrator);
    }

    private static async Task<bool> ExistsAsync(FaultSite site) =>
        await site.Database.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname = '{Victim}'") == 1;

    private sealed class Dropped(TestDatabase administrator) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await administrator.ExecuteAsync($"DROP DATABASE IF EXISTS {Victim}");
    }
}
