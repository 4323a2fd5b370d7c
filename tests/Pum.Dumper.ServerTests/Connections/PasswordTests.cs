using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper.Connections;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>Passwords of awkward letters log in, whatever they travel through.</summary>
[TestClass]
public sealed class PasswordTests
{
    public static IEnumerable<object[]> Passwords =>
        [["it's"], ["a\"b"], [@"a\b"], ["a;b"], ["a=b"], ["100%41"], ["a@b"], ["a:b"], ["a/b"], [" a b "], ["pässwörd €"], [@"'"";=%@:/\ é'"]];

    [TestMethod]
    [DynamicData(nameof(Passwords))]
    public async Task A_password_logs_in_through_every_way_of_writing_it(string password)
    {
        await using var database = await TestDatabase.CreateAsync();
        var server = database.Server;
        var role = $"awkward_{Guid.NewGuid():N}";
        await ExecuteAsync(
            server.ToNpgsql().ConnectionString,
            $"CREATE ROLE {role} LOGIN PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            using var folder = new TestFolder();
            var place = $"host={server.Host} port={server.Port} dbname={database.Name} user={role}";
            var escaped = Uri.EscapeDataString(password);
            // A service file has no quotes: spaces at the end of a line are lost, in libpq too.
            var file = folder.Write("services", $"[s]\n{place.Replace(' ', '\n')}\npassword={password}\n");
            var passFile = folder.Write("pass", $"*:*:*:{role}:{password.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal)}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(passFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

            foreach (var text in new[]
            {
                $"{place} password='{ConninfoReader.Escape(password)}'",
                $"postgresql://{role}:{escaped}@{server.Host}:{server.Port}/{database.Name}",
                $"postgresql://{server.Host}:{server.Port}/{database.Name}?user={role}&password={escaped}",
                new NpgsqlConnectionStringBuilder
                {
                    Host = server.Host, Port = server.Port, Database = database.Name, Username = role, Password = password,
                }.ConnectionString,
            })
            {
                await AssertLogsInAsync(new() { ConnectionString = text }, [], role, server.BinDirectory);
                await AssertLogsInAsync(
                    new() { ConnectionStringVariable = "CI_DB" }, new() { ["CI_DB"] = text }, role, server.BinDirectory);
            }
            await AssertLogsInAsync(new() { ConnectionString = place }, new() { ["PGPASSWORD"] = password }, role, server.BinDirectory);
            await AssertLogsInAsync(new() { ConnectionString = place }, new() { ["PGPASSFILE"] = passFile }, role, server.BinDirectory);
            await AssertLogsInAsync(
                new() { ConnectionString = $"{place} passfile='{ConninfoReader.Escape(passFile)}'" }, [], role, server.BinDirectory);
            if (password == password.TrimEnd())
                await AssertLogsInAsync(new() { Service = "s" }, new() { ["PGSERVICEFILE"] = file }, role, server.BinDirectory);
        }
        finally
        {
            await ExecuteAsync(server.ToNpgsql().ConnectionString, $"DROP ROLE {role}");
        }
    }

    private static async Task AssertLogsInAsync(
        ConnectionRequest request, Dictionary<string, string> variables, string role, string binDirectory)
    {
        var connection = ConnectionResolver.Resolve(
            request, HostEnvironment.Current(AppContext.BaseDirectory) with { Variables = variables.ToImmutableDictionary() });
        StringAssert.Contains(await Session.OfPsqlAsync(connection, binDirectory), $" {role} ");
        StringAssert.Contains(await Session.OfNpgsqlAsync(connection), $" {role} ");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var session = new NpgsqlConnection(connectionString);
        await session.OpenAsync();
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
