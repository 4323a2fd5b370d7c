using Pum.Dumper.ServerTests.Restoring;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>Other roles of the server that mean harm: what they reach by a name, a session or a lock.</summary>
[TestClass]
public sealed class OtherRolesTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_database_that_takes_the_name_of_a_template_in_the_making_gets_nothing_of_it(bool duringRestore)
    {
        var shared = await TestServer.GetAsync();
        await using var site = await SeedSite.CreateAsync(shared, shared.Superuser, shared.SuperuserPassword);
        var taken = "";
        var gate = new Gate(shared);
        var seed = site.Seed() with { Dump = site.Seed().Dump! with { File = site.Write("gate.sql", duringRestore ? gate.Statement : "") } };
        Task TakeAsync() => site.ExecuteAsSuperuserAsync($"CREATE DATABASE {taken} OWNER {TestServer.Plain} TEMPLATE template0");
        await using var server = site.Open(reporter: new ActingReporter(name =>
        {
            taken = name;
            return duringRestore ? Task.CompletedTask : TakeAsync();
        }));

        var failing = FailureAsync(server, seed);
        if (duringRestore)
        {
            await gate.ReachedAsync();
            await TakeAsync();
            await gate.OpenAsync();
        }

        var message = (await failing).Message;
        Assert.AreEqual($"Another session created a database '{taken}' while the template of that name was being made.", message);
        Assert.IsTrue(await QueryAsync<bool>(shared.ToNpgsql(taken).ConnectionString, "SELECT to_regclass('film') IS NULL"));
        await site.ExecuteAsSuperuserAsync($"DROP DATABASE {taken}");
    }
}
