using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>PumRestore from the packed package, as projects call it.</summary>
[TestClass]
public sealed class RestoreTests
{
    [TestMethod]
    public async Task The_command_line_restores_what_it_dumped_into_a_new_database()
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.ReserveAsync(prefix: "test Ü");
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film VALUES (1, 'Ran')");
        using var folder = await ProjectFolder.CreateAsync(awkward: true);
        folder.UseServices(("ci", source));
        folder.WriteSdkProject("snap.proj", "");

        foreach (var format in (string[])["custom", "plain", "directory"])
            (await folder.DotnetAsync("build", "snap.proj", "-t:PumDump", "-p:PumService=ci", $"-p:PumFile=dumps/{format}", $"-p:PumFormat={format}")).Succeeds();
        foreach (var format in (string[])["custom", "plain", "directory"])
        {
            (await folder.DotnetAsync("build", "snap.proj", "-t:PumRestore", "-p:PumService=ci", $"-p:PumDatabase={target.Name}", $"-p:PumFile=dumps/{format}", "-p:PumCreateDatabase=true")).Succeeds();

            Assert.AreEqual("Ran", await target.QueryAsync<string>("SELECT title FROM film"));
            await target.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task The_restored_database_comes_back_as_an_item_with_a_connection_string_and_no_password()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("test", target));
        folder.Write("seed.sql", "CREATE TABLE film (id int);\n");
        folder.WriteSdkProject("snap.proj",
            """
              <Target Name="Load">
                <PumRestore Service="test" File="seed.sql">
                  <Output TaskParameter="RestoredDatabase" ItemName="Restored" />
                </PumRestore>
                <Message Importance="high" Text="@(Restored->'%(Identity)|%(Format)|%(IgnoredErrors)|%(ServerVersion)|%(ConnectionString)')" />
              </Target>
            """);

        var run = (await folder.DotnetAsync("build", "snap.proj", "-t:Load")).Succeeds();

        Assert.Contains($"{target.Name}|plain|0|{target.Server.Version}|", run.Output);
        Assert.Contains($"Database={target.Name}", run.Output);
        Assert.DoesNotContain(target.Password!, run.Output);
    }

    [TestMethod]
    public async Task An_error_in_a_plain_dump_is_shown_at_its_line_and_nothing_stays()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("test", target));
        var seed = folder.Write("seed.sql", "CREATE TABLE film (id int);\n\nINSERT INTO nowhere VALUES (1);\n");
        folder.WriteSdkProject("snap.proj", """<Target Name="Load"><PumRestore Service="test" File="seed.sql" /></Target>""");

        var run = await folder.DotnetAsync("build", "snap.proj", "-t:Load");

        Assert.AreNotEqual(0, run.ExitCode);
        var error = run.Messages.Single(message => message.Kind == "error");
        Assert.AreEqual((seed, 3), (error.File, error.Line), run.Output);
        Assert.StartsWith("PUM5", error.Code);
        Assert.EndsWith($" [{folder["snap.proj"]}]", error.Text);
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    public async Task A_restore_that_outlasts_its_Timeout_or_LockTimeout_ends_and_leaves_the_target_as_it_was()
    {
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film ()");
        await using var holder = await target.OpenAsync();
        await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film", holder);
        await locking.ExecuteNonQueryAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("test", target));
        folder.Write("seed.sql", "CREATE TABLE early ();\nINSERT INTO film DEFAULT VALUES;\n");
        var project = folder.WriteSdkProject("snap.proj",
            """
              <Target Name="Late"><PumRestore Service="test" File="seed.sql" Timeout="2s" /></Target>
            """);

        var late = (await folder.DotnetAsync("build", "snap.proj", "-t:Late")).FailsWith("PUM8002");
        var locked = (await folder.DotnetAsync("build", "snap.proj", "-t:PumRestore", "-p:PumService=test", "-p:PumFile=seed.sql", "-p:PumLockTimeout=1s")).FailsWith("PUM5008");

        Assert.AreEqual(new BuildMessage(project, 2, "error", "PUM8002", "PumRestore exceeded its Timeout of 2s and was stopped. The target is as it was before. Allow more time with Timeout."), late);
        Assert.Contains("LockTimeout of 1000 ms for a lock on public.film, which session ", locked.Text);
        Assert.AreEqual(
            "film", await target.QueryAsync<string>("SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r' AND oid >= 16384"));
    }
}
