using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>Filters of PumRestore from the packed package.</summary>
[TestClass]
public sealed class FilterTests
{
    private const string Fill = """
        CREATE SCHEMA a; CREATE TABLE a.log (id int PRIMARY KEY); CREATE SCHEMA tmp_1; CREATE TABLE tmp_1.t (); CREATE SCHEMA "Mixed;Name";
        CREATE TABLE "Mixed;Name".t (); CREATE TABLE film (id int PRIMARY KEY); INSERT INTO film VALUES (1);
        """;

    private const string Tables = "SELECT string_agg(format('%s.%s', schemaname, tablename), ' ' ORDER BY schemaname, tablename) FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'";

    [TestMethod]
    public async Task The_command_line_restores_a_part_of_a_dump()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Fill);
        await using var excluded = await TestDatabase.CreateAsync();
        await using var selected = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", source), ("excluded", excluded), ("selected", selected));
        folder.WriteSdkProject("snap.proj", "");
        (await folder.DotnetAsync("build", "snap.proj", "-t:PumDump", "-p:PumService=ci", "-p:PumFile=snap.dump")).Succeeds();

        // MSBuild takes quotes around a property's value away, and unescapes afterwards.
        (await folder.DotnetAsync("build", "snap.proj", "-t:PumRestore", "-p:PumService=excluded", "-p:PumFile=snap.dump", "-p:PumExcludeSchemas=\"a%3Btmp_*\"")).Succeeds();
        (await folder.DotnetAsync("build", "snap.proj", "-t:PumRestore", "-p:PumService=selected", "-p:PumFile=snap.dump", "-p:PumSchemas=%22Mixed%3BName%22")).Succeeds();

        Assert.AreEqual("Mixed;Name.t public.film", await excluded.QueryAsync<string>(Tables));
        Assert.AreEqual("Mixed;Name.t", await selected.QueryAsync<string>(Tables));
    }

    [TestMethod]
    public async Task Capitals_are_kept_by_the_quotes_that_the_error_asks_for()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE \"Order\" (); CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", source), ("test", target));
        folder.WriteSdkProject("snap.proj", "");
        string[] dump = ["build", "snap.proj", "-t:PumDump", "-p:PumService=ci", "-p:PumFile=snap.dump"];
        string[] restore = ["build", "snap.proj", "-t:PumRestore", "-p:PumService=test", "-p:PumFile=snap.dump"];

        foreach (var (arguments, code) in new[] { (dump, "PUM4003"), (restore, "PUM5013") })
        {
            var refused = await folder.DotnetAsync([.. arguments, "-p:PumExcludeTables=\"Order\""]);
            var error = refused.Messages.Single(message => message.Kind == "error");
            Assert.AreEqual(code, error.Code, refused.Output);
            Assert.Contains("On the command line (-p:), write each double quote as %22.", error.Text);
            (await folder.DotnetAsync([.. arguments, .. arguments == dump ? Array.Empty<string>() : ["-p:PumExcludeTables=%22Order%22"]])).Succeeds();
        }

        Assert.AreEqual("public.film", await target.QueryAsync<string>(Tables));
        (await folder.DotnetAsync([.. dump, "-p:PumExcludeTables=%22Order%22"])).Succeeds();
    }

    [TestMethod]
    public async Task What_needs_something_excluded_is_an_error_at_the_dump_until_it_is_excluded_too()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Fill + "CREATE VIEW film_log AS SELECT * FROM a.log; CREATE TABLE entry (log int REFERENCES a.log)");
        await using var target = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", source), ("test", target));
        folder.WriteSdkProject("snap.proj",
            """
              <Target Name="Load">
                <PumDump Service="ci" File="snap.dump" />
                <PumRestore Service="test" File="snap.dump" ExcludeSchemas="a;&quot;Mixed;Name&quot;" ExcludeDependents="$(Dependents)" />
              </Target>
            """);

        var refused = await folder.DotnetAsync("build", "snap.proj", "-t:Load");

        var error = refused.Messages.Single(message => message.Kind == "error");
        Assert.AreEqual((folder["snap.dump"], "PUM5011"), (error.File, error.Code), refused.Output);
        Assert.Contains("VIEW public.film_log needs TABLE a.log; FK CONSTRAINT public.entry entry_log_fkey needs TABLE a.log.", error.Text);

        (await folder.DotnetAsync("build", "snap.proj", "-t:Load", "-p:Dependents=true")).Succeeds();
        Assert.AreEqual("public.entry public.film tmp_1.t", await target.QueryAsync<string>(Tables));
    }
}
