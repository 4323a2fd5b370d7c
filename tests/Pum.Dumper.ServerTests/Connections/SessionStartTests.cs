using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>Sessions of ours begin with settings of their own, whatever the database says.</summary>
[TestClass]
public sealed class SessionStartTests
{
    private static readonly ImmutableSortedDictionary<string, (string Foreign, string Own)> Settings =
        new Dictionary<string, (string, string)>
        {
            ["search_path"] = ("public", ""),
            ["standard_conforming_strings"] = ("off", "on"),
            ["statement_timeout"] = ("1min", "0"),
            ["lock_timeout"] = ("1min", "0"),
            ["idle_in_transaction_session_timeout"] = ("1min", "0"),
            ["idle_session_timeout"] = ("1min", "0"),
            ["transaction_timeout"] = ("1min", "0"),
            ["default_transaction_read_only"] = ("on", "off"),
            ["default_transaction_isolation"] = ("serializable", "read committed"),
            ["default_transaction_deferrable"] = ("on", "off"),
            ["jit"] = ("on", "off"),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    public async Task Settings_of_the_database_have_no_say_in_our_sessions(int major)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));
        var known = await database.QueryListAsync<string>($"SELECT name FROM pg_settings WHERE name IN ({string.Join(", ", Settings.Keys.Select(name => $"'{name}'"))}) ORDER BY name COLLATE \"C\"");
        await database.ExecuteAsSuperuserAsync(string.Concat(
            known.Select(name => $"ALTER DATABASE {TestDatabase.Quote(database.Name)} SET {name} = '{Settings[name].Foreign}';")));
        Assert.AreEqual(
            Lines(known, name => Settings[name].Foreign),
            await database.QueryAsync<string>(Question(known)),
            "The settings hold for others.");
        var own = Lines(known, name => Settings[name].Own);
        var environment = HostEnvironment.Current(AppContext.BaseDirectory);
        var connection = ConnectionResolver.Resolve(database.Request, environment);
        var context = new FailureContext("psql", 0, [], connection.Display, Dumping: false, File: "");

        await using (var session = await Dumper.Connections.SessionOpening.OpenAsync(connection, context, Cancellation))
            Assert.AreEqual(own, await session.QueryAsync(Question(known), row => row.GetString(0), Cancellation));

        var psql = (await ToolSearch.FindAsync(ClientTool.Psql, database.Server.BinDirectory, environment, Cancellation))[^1];
        Assert.AreEqual(own, string.Join(
            '\n', await PsqlQuery.RunAsync(psql, connection, $"{Question(known)};\n", environment, context, Cancellation)));
    }

    private static string Lines(IEnumerable<string> names, Func<string, string> value) =>
        string.Join('\n', names.Select(name => $"{name}={value(name)}"));

    private static string Question(IEnumerable<string> names) =>
        $"SELECT pg_catalog.concat_ws(pg_catalog.chr(10), {string.Join(", ", names.Select(name => $"'{name}=' || pg_catalog.current_setting('{name}')"))})";
}
