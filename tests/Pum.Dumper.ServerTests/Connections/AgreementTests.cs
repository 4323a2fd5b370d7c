using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>
/// However a connection is written, the client tools and Npgsql reach the same database of the same server as the same role.
/// </summary>
[TestClass]
public sealed class AgreementTests
{
    private const string Application = "agreement";

    /// <summary>Ways of writing; {0} to {4} stand for host, port, database, user and password.</summary>
    public static IEnumerable<object[]> Ways =>
    [
        ["keyword/value", "host='{0}' port={1} dbname='{2}' user='{3}' password='{4}' application_name=agreement options='-c geqo=off'"],
        ["URI", "postgresql://{3}:{4}@{0}:{1}/{2}?application_name=agreement&options=-c%20geqo%3Doff"],
        ["URI by parameters", "postgres:///?host={0}&port={1}&dbname={2}&user={3}&password={4}&application_name=agreement&options=-c%20geqo%3Doff"],
        ["URI of several hosts", "postgresql://{3}:{4}@127.0.0.1:1,{0}:{1}/{2}?application_name=agreement&options=-c%20geqo%3Doff"],
        ["Npgsql", "Host={0};Port={1};Database={2};Username={3};Password=\"{4}\";Application Name=agreement;Options=-c geqo=off;Pooling=true;Maximum Pool Size=3"],
        ["Npgsql of several hosts", "Host=127.0.0.1:1,{0}:{1};Database={2};User Id={3};Password=\"{4}\";Application Name=agreement;Options=-c geqo=off"],
        ["address", "hostaddr=127.0.0.1 host=no.such.host.invalid port={1} dbname='{2}' user='{3}' password='{4}' application_name=agreement options='-c geqo=off'"],
        ["service", "service=pum_test"],
        ["Service", ""],
    ];

    /// <summary>What GitHub's images and careless profiles set.</summary>
    private static readonly ImmutableDictionary<string, string> Elsewhere = new Dictionary<string, string>
    {
        ["PGHOST"] = "elsewhere.invalid",
        ["PGPORT"] = "1",
        ["PGDATABASE"] = "elsewhere",
        ["PGUSER"] = "elsewhere",
        ["PGPASSWORD"] = "elsewhere",
        ["PGOPTIONS"] = "-c geqo=on",
        ["PGAPPNAME"] = "elsewhere",
    }.ToImmutableDictionary();

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task Both_reach_the_same_place(string way, string template) =>
        await AssertAgreesAsync(way, template, ImmutableDictionary<string, string>.Empty);

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task Both_reach_it_also_where_the_environment_points_elsewhere(string way, string template) =>
        await AssertAgreesAsync(way, template, Elsewhere);

    [TestMethod]
    public async Task The_environment_alone_leads_both_to_the_same_place()
    {
        await using var database = await TestDatabase.CreateAsync();
        var surroundings = ImmutableDictionary<string, string>.Empty
            .Add("PGHOST", database.Server.Host).Add("PGPORT", $"{database.Server.Port}").Add("PGDATABASE", database.Name)
            .Add("PGUSER", database.User).Add("PGPASSWORD", database.Password!).Add("PGAPPNAME", Application)
                .Add("PGOPTIONS", "-c geqo=off");

        await AssertAgreesAsync(new(), database, surroundings, "127.0.0.1");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_socket_leads_both_to_the_same_place()
    {
        await using var database = await TestDatabase.CreateAsync();
        var folder = Uri.EscapeDataString(database.Server.SocketDirectory!);
        var text = $"postgresql://{database.User}@{folder}:{database.Server.Port}/{database.Name}?application_name=agreement&options=-c%20geqo%3Doff&sslmode=require";
        var surroundings = Elsewhere.SetItem("PGPASSWORD", database.Password!);

        await AssertAgreesAsync(new() { ConnectionString = text }, database, surroundings, "socket");
    }

    [TestMethod]
    public async Task Database_leads_both_to_the_other_one()
    {
        await using var database = await TestDatabase.CreateAsync(prefix: "It's \"q\"; é=");
        var text = $"Host={database.Server.Host};Port={database.Server.Port};Database=elsewhere;Username={database.User};Password=\"{database.Password}\";Application Name=agreement;Options=-c geqo=off";

        await AssertAgreesAsync(new() { ConnectionString = text, Database = database.Name }, database, Elsewhere, "127.0.0.1");
    }

    private static async Task AssertAgreesAsync(string way, string template, ImmutableDictionary<string, string> surroundings)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var password = way switch
        {
            _ when way.StartsWith("URI", StringComparison.Ordinal) => Uri.EscapeDataString(database.Password!),
            "keyword/value" or "address" => ConninfoReader.Escape(database.Password!),
            _ => database.Password!,
        };
        var service = folder.Write("services", $"[pum_test]\nhost={database.Server.Host}\nport={database.Server.Port}\ndbname={database.Name}\nuser={database.User}\npassword={database.Password}\napplication_name={Application}\noptions=-c geqo=off\n");
        var text = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            template,
            database.Server.Host,
            database.Server.Port,
            database.Name,
            database.User,
            password);
        var request = text.Length == 0 ? new ConnectionRequest { Service = "pum_test" } : new() { ConnectionString = text };

        await AssertAgreesAsync(request, database, surroundings.Add("PGSERVICEFILE", service), "127.0.0.1");
    }

    private static async Task AssertAgreesAsync(
        ConnectionRequest request, TestDatabase database, ImmutableDictionary<string, string> surroundings, string address)
    {
        var environment = HostEnvironment.Current(AppContext.BaseDirectory) with { Variables = surroundings };
        var connection = ConnectionResolver.Resolve(request, environment);

        var psql = await Session.OfPsqlAsync(connection, database.Server.BinDirectory, surroundings);

        StringAssert.StartsWith(psql, $"{database.Name} {database.User} {address} ");
        StringAssert.EndsWith(psql, $" {Application} off");
        // psql and Npgsql see the time of the server's start in the server's zone, which neither changes.
        Assert.AreEqual(psql, await Session.OfNpgsqlAsync(connection));
    }
}
