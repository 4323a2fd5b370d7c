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
}
