using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Pum.Build.Tasks.Tests.Support;
using Pum.Dumper.Servers;

namespace Pum.Build.Tasks.Tests.Hostile;

/// <summary>
/// A superuser dumps from databases of somebody who wants his rights, restores into them and is refused there. A plain role has laid a trap
/// into them, and into the databases that others are made from.
/// </summary>
[TestClass]
public sealed class TrapTests
{
    private const string Owner = TestServer.Owner;

    /// <summary>What is done, each in a database of its own, and the code of its error or warnings.</summary>
    private static readonly (string Task, string Code)[] Steps =
    [
        ("""<PumDump File="plain.sql" Format="plain" />""", ""),
        ("""<PumDump File="filtered.dump" ExcludeSchemas="no*" ExcludeTables="no*;public.no*" ExcludeTableData="no*" Tables="film" StrictNames="false" WaitForServer="1" />""", "PUM4003"),
        ("""<PumDump File="filtered" Format="directory" ExcludeSchemas="no_such" />""", "PUM4003"),
        ("""<PumDump File="role.dump" Role="pum_owner" ExcludeTables="no*" />""", "PUM4003"),
        ("""<PumRestore File="seed.dump" />""", "PUM5005"),
        ("""<PumRestore File="seed.dump" Schemas="app" ExcludeDependents="true" LockTimeout="5s" />""", "PUM5005"),
        ("""<PumRestore File="seed.dump" ExcludeSchemas="other" />""", "PUM5011"),
        ("""<PumRestore File="seed.dump" ExcludeTables="missing" />""", "PUM5013"),
        ("""<PumRestore File="seed.sql" />""", "PUM5005"),
        ("""<PumRestore File="seed.sql" IgnoreErrors="true" />""", "PUM5005"),
        ("""<PumRestore File="seed.dump" Role="pum_owner" />""", ""),
        ("""<PumRestore File="missing.dump" />""", "PUM1003"),
        ("""<PumRestore File="seed.dump" Clean="true" />""", "PUM5007"),
        ("""<PumRestore File="seed.dump" Clean="true" ConfirmReplace="$(Name)" />""", "PUM5005"),
        ("""<PumRestore File="seed.dump" ReplaceDatabase="true" />""", "PUM5007"),
        ("""<PumRestore File="seed.dump" ReplaceDatabase="true" ConfirmReplace="$(Name)" />""", ""),
        ("""<PumRestore File="seed.sql" ReplaceDatabase="true" ConfirmReplace="$(Name)" DisconnectUsers="true" LockTimeout="20s" />""", ""),
        ("""<PumRestore File="seed.dump" Database="$(Name)_new" CreateDatabase="true" />""", ""),
        ("""<PumRestore File="taken.sql" />""", "PUM5005 PUM5004"),
        ("""<PumRestore File="waits.sql" Timeout="3s" />""", "PUM5005 PUM8002"),
    ];

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Nobody_gains_a_right_by_a_trap_in_a_database(int major)
    {
        var programs = await TestServer.GetBinDirectoryAsync(major);
        await using var server = await TemporaryServer.StartAsync(new()
        {
            BinDirectory = programs,
            Tcp = true,
            Settings = ImmutableDictionary<string, string>.Empty.Add("log_line_prefix", Trap.LogLinePrefix),
        });
        await TestServer.MakeRolesAsync(server);
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["PUM_TOOL_PATH"] = programs;
        await MakeDumpsAsync(server, folder);
        await LayTrapsAsync(server);
        folder.Variables["TEST_CONNECTION"] = server.ToConninfo("postgres", server.Superuser, server.SuperuserPassword);
        folder.WriteSdkProject("all.proj", string.Concat(Steps.Select(Target)));

        var run = await folder.DotnetAsync(
            "build", "all.proj", $"-t:{string.Join(';', Steps.Select((_, number) => $"Step{number}"))}", "-p:ContinueOnError=true");

        Assert.AreEqual("", await Trap.SprungAsync(server));
        Assert.AreEqual(
            string.Join('\n', Steps.Select((step, number) => $"{number}:{step.Code}")), string.Join('\n', Codes(run)), run.Output);
    }

    [TestMethod]
    public async Task The_trap_springs_where_a_statement_trusts_the_search_path()
    {
        await using var server = await TemporaryServer.StartAsync(
            new() { Tcp = true, Settings = ImmutableDictionary<string, string>.Empty.Add("log_line_prefix", Trap.LogLinePrefix) });
        await TestServer.MakeRolesAsync(server);
        await ExecuteAsync(server, "postgres", "CREATE DATABASE source");
        await LayTrapsAsync(server);

        foreach (var statement in new[]
        {
            "SELECT oid >= 16384 FROM pg_catalog.pg_class LIMIT 1", "SELECT pg_catalog.current_database()::text", "SELECT current_setting('server_version')", "SELECT count(*) FROM pg_catalog.pg_class",
            "SELECT 1 FROM pg_database LIMIT 1",
        })
        {
            await using var connection = new NpgsqlConnection(server.ToNpgsql("postgres", server.Superuser, server.SuperuserPassword).ConnectionString + ";Pooling=false;Server Compatibility Mode=NoTypeLoading;Application Name=" + statement.GetHashCode(StringComparison.Ordinal));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(statement, connection);
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (PostgresException)
            {
                // What stepped into a trap need not come out of it well.
            }

            Assert.Contains($"{statement.GetHashCode(StringComparison.Ordinal)}|LOG:", await Trap.SprungAsync(server), statement);
        }
    }

    private static string Target((string Task, string Code) step, int number)
    {
        var name = DatabaseName(number);
        var database = step.Task.Contains(" Database=", StringComparison.Ordinal) ? "" : $"""Database="{name}" """;
        return $"""
              <Target Name="Step{number}">
                <Message Importance="high" Text="[step {number}]" />
                {step.Task.Replace("$(Name)", name, StringComparison.Ordinal).Replace("/>", $"""ConnectionStringVariable="TEST_CONNECTION" {database}ContinueOnError="true" />""", StringComparison.Ordinal)}
              </Target>

            """;
    }

    private static string DatabaseName(int number) => string.Create(CultureInfo.InvariantCulture, $"target_{number}");

    /// <summary>The code that each step ended with; what was an error is a warning there.</summary>
    private static IEnumerable<string> Codes(BuildRun run) =>
        from part in run.Output[..run.Output.IndexOf("Build succeeded", StringComparison.Ordinal)].Split("[step ").Skip(1)
        let codes = new BuildRun(0, part).Messages.Select(message => message.Code).Distinct()
        select $"{part[..part.IndexOf(']', StringComparison.Ordinal)]}:{string.Join(' ', codes)}";

    private static async Task MakeDumpsAsync(TemporaryServer server, ProjectFolder folder)
    {
        await ExecuteAsync(server, "postgres", "CREATE DATABASE source");
        await ExecuteAsync(server, "source", """
            CREATE SCHEMA app; CREATE SCHEMA other;
            CREATE TABLE other.director (id int PRIMARY KEY);
            CREATE TABLE app.film (id int PRIMARY KEY, director int REFERENCES other.director, title text DEFAULT 'x');
            INSERT INTO other.director SELECT generate_series(1, 10);
            INSERT INTO app.film SELECT id, id FROM other.director;
            """);
        folder.Variables["SOURCE_CONNECTION"] = server.ToConninfo("source", server.Superuser, server.SuperuserPassword);
        folder.WriteSdkProject("dump.proj", """
              <Target Name="Dumps">
                <PumDump ConnectionStringVariable="SOURCE_CONNECTION" File="seed.dump" />
                <PumDump ConnectionStringVariable="SOURCE_CONNECTION" File="seed.sql" Format="plain" />
              </Target>
            """);
        (await folder.DotnetAsync("build", "dump.proj", "-t:Dumps")).Succeeds();
        folder.Write("taken.sql", "CREATE TABLE public.film (id int);\n");
        folder.Write("waits.sql", "SELECT pg_catalog.pg_sleep(600);\n");
    }

    private static async Task LayTrapsAsync(TemporaryServer server)
    {
        // Open to all, as up to PostgreSQL 14 and in what pg_upgrade made of that; all other databases are made from this one.
        await ExecuteAsync(server, "template1", "GRANT CREATE ON SCHEMA public TO PUBLIC");
        await Trap.LayAsync(server, "template1", TestServer.Plain, TestServer.PlainPassword);
        await ExecuteAsync(server, "template1", "CREATE TABLE public.film (id int); GRANT SELECT ON public.film TO PUBLIC");
        await ExecuteAsync(server, "source", "DROP DATABASE postgres");
        foreach (var database in Steps.Select((_, number) => DatabaseName(number)).Prepend("postgres"))
            await ExecuteAsync(server, "source", $"CREATE DATABASE {database} OWNER {Owner}");
        // A path that prefers what is laid there, in every database; its owner may set it, or the role may have it.
        await ExecuteAsync(server, "source", $"ALTER ROLE {server.Superuser} SET search_path = public, pg_catalog");
    }

    private static async Task ExecuteAsync(TemporaryServer server, string database, string sql)
    {
        // Not pooled, for no session may stay in what databases are made from; without Npgsql's look at the types, which would spring the
        // trap.
        await using var connection = new NpgsqlConnection(server.ToNpgsql(database, server.Superuser, server.SuperuserPassword).ConnectionString + ";Pooling=false;Server Compatibility Mode=NoTypeLoading");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
