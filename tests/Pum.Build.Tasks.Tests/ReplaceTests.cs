using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>ReplaceDatabase from the packed package, as projects call it.</summary>
[TestClass]
public sealed class ReplaceTests
{
    [TestMethod]
    public async Task A_project_replaces_its_database_again_and_again_and_never_somebody_elses()
    {
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE precious (id int)");
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("test", target));
        folder.Write("seed.sql", "CREATE TABLE film (id int);\nBEGIN; INSERT INTO film VALUES (1); ROLLBACK;\n");
        folder.WriteSdkProject("snap.proj",
            """
              <Target Name="Load">
                <PumRestore Service="test" File="seed.sql" ReplaceDatabase="true" ConfirmReplace="$(Confirm)" DisconnectUsers="$(Disconnect)" />
              </Target>
            """);

        var refused = await folder.DotnetAsync("build", "snap.proj", "-t:Load");
        var error = refused.Messages.Single(message => message.Kind == "error");
        Assert.AreEqual(("PUM5007", folder["snap.proj"]), (error.Code, error.File), refused.Output);
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('precious') IS NOT NULL"));

        (await folder.DotnetAsync("build", "snap.proj", "-t:Load", $"-p:Confirm={target.Name}")).Succeeds();
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('precious') IS NULL AND to_regclass('film') IS NOT NULL"));

        await using var idle = new Npgsql.NpgsqlConnection(target.ConnectionString + ";Pooling=false;Application Name=sleeper");
        await idle.OpenAsync();
        var busy = await folder.DotnetAsync("build", "snap.proj", "-t:Load");
        Assert.AreEqual("PUM5008", busy.Messages.Single(message => message.Kind == "error").Code, busy.Output);
        Assert.Contains("sleeper of ", busy.Output);
        (await folder.DotnetAsync("build", "snap.proj", "-t:Load", "-p:Disconnect=true")).Succeeds();

        (await folder.DotnetAsync("build", "snap.proj", "-t:PumRestore", "-p:PumService=test", "-p:PumFile=seed.sql", "-p:PumReplaceDatabase=true")).Succeeds();
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }
}
