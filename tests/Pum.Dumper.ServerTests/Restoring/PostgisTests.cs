using Pum.Dumper.Failures;
using Pum.Dumper.ServerTests.RoundTrip;
using static Pum.Dumper.ServerTests.RoundTrip.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>PostGIS itself, which marks tables that refer to each other for dumps and lives in schemas of its own.</summary>
[TestClass]
public sealed class PostgisTests
{
    private const string Own = "INSERT INTO spatial_ref_sys (srid, auth_name, srtext, proj4text) SELECT 998999, 'ours', srtext, proj4text FROM spatial_ref_sys WHERE srid = 4326;";

    private const string Points = """
        CREATE TABLE place (id int PRIMARY KEY, at geometry(Point, 4326)); CREATE INDEX ON place USING gist (at);
        INSERT INTO place SELECT i, ST_SetSRID(ST_MakePoint(i, i), 4326) FROM generate_series(1, 50) AS i;
        """;

    [TestMethod]
    [DataRow("custom")]
    [DataRow("directory")]
    public async Task A_database_with_topologies_and_reference_systems_of_its_own_comes_back(string format)
    {
        await using var source = await SourceAsync("CREATE EXTENSION postgis; CREATE EXTENSION postgis_topology;");
        await source.ExecuteAsSuperuserAsync($"""
            {Own} {Points}
            SELECT topology.CreateTopology('town', 4326), topology.CreateTopology('village', 4326);
            CREATE TABLE street (id int); SELECT topology.AddTopoGeometryColumn('town', 'public', 'street', 'course', 'LINE');
            """);
        using var folder = new TestFolder();
        var dump = await DumpAsync(source.As(source.Server.Superuser), format == "custom" ? DumpKind.Custom : DumpKind.Directory, folder);
        await using var target = await TestDatabase.ReserveAsync(source.Server, source.Server.Superuser);

        await RestoreAsync(dump, target, request => request with { ReplaceDatabase = true, Jobs = 4 });

        foreach (var query in (string[])["SELECT count(*) FROM place WHERE at && ST_MakeEnvelope(0, 0, 10, 10, 4326)", "SELECT count(*) FROM spatial_ref_sys", "SELECT count(*) FROM topology.topology", "SELECT count(*) FROM topology.layer"])
            Assert.AreEqual(await source.As(source.Server.Superuser).QueryAsync<long>(query), await target.QueryAsync<long>(query), query);
    }

    [TestMethod]
    public async Task Its_extensions_that_an_administrator_installed_are_not_missed_and_their_rows_can_be_left_out()
    {
        const string Installed = "CREATE EXTENSION postgis; CREATE EXTENSION postgis_topology; CREATE EXTENSION fuzzystrmatch; CREATE EXTENSION postgis_tiger_geocoder;";
        await using var source = await SourceAsync(Installed);
        await source.ExecuteAsync(Points);
        using var folder = new TestFolder();
        var dump = await DumpAsync(source.As(source.Server.Superuser), DumpKind.Custom, folder);
        await using var target = await SourceAsync(Installed);

        await RestoreAsync(dump, target);
        await RestoreAsync(dump, target, request => request with { Clean = true, ConfirmReplace = target.Name });
        Assert.AreEqual(50L, await target.QueryAsync<long>("SELECT count(*) FROM place"));

        await source.ExecuteAsSuperuserAsync(Own);
        var own = await DumpAsync(source.As(source.Server.Superuser), DumpKind.Custom, folder);
        await using var other = await SourceAsync(Installed);
        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(own, other));
        Assert.AreEqual("PUM5005", failure.Code);
        Assert.Contains("'public.spatial_ref_sys'", failure.Failure.Message);
        await RestoreAsync(own, other, request => request with { Filter = new() { ExcludeTableData = ["spatial_ref_sys"] } });
        Assert.AreEqual(50L, await other.QueryAsync<long>("SELECT count(*) FROM place"));
    }

    private static async Task<TestDatabase> SourceAsync(string extensions)
    {
        var server = await TestServer.GetAsync();
        if (!await Replacing.QueryAsync<bool>(server, "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'postgis')"))
            Assert.Inconclusive("PostGIS is not installed on this machine; on Debian and Ubuntu the package postgresql-postgis brings it.");
        var database = await TestDatabase.CreateAsync(server);
        await database.ExecuteAsSuperuserAsync(extensions);
        return database;
    }
}
