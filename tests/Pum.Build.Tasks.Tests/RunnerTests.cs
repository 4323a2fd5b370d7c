using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>
/// What a runner of a CI system makes of a build's output: an annotation of each failure, and nothing that it would obey.
/// </summary>
[TestClass]
public sealed class RunnerTests
{
    private const string Load =
        """
          <Target Name="Load">
            <PumDump Service="spaces" File="snap.dump" ContinueOnError="ErrorAndContinue" />
            <PumRestore Jobs="0" File="missing.dump" />
          </Target>
          <Target Name="LoadEach" BeforeTargets="BeforeBuild" DependsOnTargets="$(Each)" />
        """;

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>", "-t:Load")]
    [DataRow("<TargetFrameworks>net8.0;net10.0</TargetFrameworks>", "-t:Load")]
    [DataRow("<TargetFrameworks>net8.0;net10.0</TargetFrameworks>", "-p:Each=Load")]
    public async Task On_GitHub_each_error_of_a_library_is_one_annotation_however_many_frameworks_it_has(string properties, string argument)
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["GITHUB_ACTIONS"] = "true";
        folder.Variables["PGSERVICEFILE"] = folder.Write("pg_service.conf", "[spaces]\nhost = localhost\n");
        var project = folder.WriteLibrary("app.csproj", Load, properties: properties);

        var run = (await folder.DotnetAsync("build", "app.csproj", argument)).CommandsNoRunner();

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Annotation[] expected =
        [
            new(
                folder["pg_service.conf"],
                2,
                "error",
                "PUM3002",
                "There are spaces around \"=\" after host, which PostgreSQL's programs do not accept. Write keyword=value without spaces."),
            new(project, 6, "error", "PUM1001", "\"0\" is not a valid value for Jobs. Use auto or a number from 1 on."),
        ];
        CollectionAssert.AreEqual(expected, Annotation.Of(run.Output).ToArray(), run.Output);
        Assert.AreEqual(argument == "-t:Load" ? 1 : 2, run.Messages.Count(message => message.Code == "PUM3002"), run.Output);
    }

    [TestMethod]
    public async Task On_GitHub_an_error_of_a_target_of_the_package_or_of_an_import_is_one_annotation()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["GITHUB_ACTIONS"] = "true";
        var imported = folder.Write("imported.targets", """<Project><Target Name="Imported"><PumDump Jobs="0" File="snap.dump" ContinueOnError="ErrorAndContinue" /></Target></Project>""");
        var project = folder.WriteSdkProject("snap.proj", """<Import Project="imported.targets" />""");

        var run = (await folder.DotnetAsync("build", "snap.proj", "-t:Imported;PumRestore")).CommandsNoRunner();

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Annotation[] expected =
        [
            new(imported, 1, "error", "PUM1001", "\"0\" is not a valid value for Jobs. Use auto or a number from 1 on."),
            new(project, 1, "error", "PUM1001", "File is missing or empty. Say which dump to restore, for instance File=\"snap.dump\", or -p:PumFile=snap.dump for the targets PumDump and PumRestore."),
        ];
        CollectionAssert.AreEqual(expected, Annotation.Of(run.Output).ToArray(), run.Output);
    }

    [TestMethod]
    public async Task On_GitHub_what_was_dumped_and_restored_is_shown_on_the_page_of_the_job()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); INSERT INTO film VALUES (1), (2)");
        await using var target = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("source", source), ("target", target));
        folder.Write("wrong.sql", "SELECT nonsense;\n");
        folder.Variables["GITHUB_STEP_SUMMARY"] = folder.Write("summary", "");
        folder.WriteSdkProject("snap.proj",
            """
              <Target Name="Snap">
                <PumDump Service="source" File="snap.sql" Format="plain" />
                <PumRestore Service="target" File="snap.sql" />
                <PumRestore Service="target" File="wrong.sql" IgnoreErrors="true" />
              </Target>
            """);

        (await folder.DotnetAsync("build", "snap.proj", "-t:Snap")).Succeeds();
        Assert.AreEqual("", await File.ReadAllTextAsync(folder["summary"]));
        await target.ExecuteAsync("DROP TABLE film");
        folder.Variables["GITHUB_ACTIONS"] = "true";
        (await folder.DotnetAsync("build", "snap.proj", "-t:Snap")).Succeeds();

        var lines = (await File.ReadAllLinesAsync(folder["summary"])).Where(line => line.Length > 0).ToList();
        Assert.HasCount(12, lines);
        CollectionAssert.AreEqual(
            (string[])[
                "### PumDump",
                "| Database | File | Format | Bytes | Seconds | Server | pg_dump |",
                "### PumRestore",
                "| Database | File | Format | Bytes | Tables | Rows | Seconds | Server | psql |",
                "### PumRestore",
                "| Database | File | Format | Bytes | Ignored errors | Seconds | Server | psql |",
            ],
            lines.Where((_, index) => index % 4 < 2).ToArray());
        StringAssert.Matches(lines[7], new("<code>plain</code> \\| <code>[0-9&#;]+</code> \\| <code>1</code> \\| <code>2</code>"));
        Assert.DoesNotContain("s secret", string.Concat(lines));
    }

    [TestMethod]
    public async Task Elsewhere_the_project_is_not_named_twice()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj", """<Target Name="Snap"><PumDump Jobs="0" File="snap.dump" /></Target>""");

        var error = (await folder.DotnetAsync("build", "snap.proj", "-t:Snap")).FailsWith("PUM1001");

        Assert.AreEqual("\"0\" is not a valid value for Jobs. Use auto or a number from 1 on.", error.Text);
    }

    [TestMethod]
    public async Task What_a_server_or_a_tool_says_commands_no_runner()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE film AS SELECT 1 AS id;
            CREATE FUNCTION loud() RETURNS bool LANGUAGE plpgsql AS $$
            BEGIN
              RAISE WARNING '::warning::dumped';
              RAISE WARNING E'\n  ::add-mask::dumped\n##vso[task.complete result=Failed]dumped\n##[group]dumped';
              RETURN true;
            END $$;
            ALTER TABLE film ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY loud ON film USING (loud());
            """);
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", database));
        folder.Write("seed.sql",
            """
            DO $$ BEGIN
              RAISE NOTICE '::error::noticed';
              RAISE NOTICE '##vso[task.setvariable variable=x]noticed';
              RAISE NOTICE E'noticed\n  ::stop-commands::noticed\r::error::returned\n##[error]noticed';
              RAISE EXCEPTION E'##[error] is no ##VSO[command]\n::error::nor is this' USING DETAIL = '::debug::detail', HINT = E'\n::debug::hint';
            END $$;
            """);
        folder.WriteSdkProject("seed.proj",
            """
              <Target Name="Seed">
                <PumDump Service="ci" File="snap.dump" AdditionalOptions="--enable-row-security --verbose" />
                <PumRestore Service="ci" File="seed.sql" IgnoreErrors="true" />
                <PumRestore Service="ci" File="seed.sql" />
              </Target>
            """);

        var run = (await folder.DotnetAsync("build", "seed.proj", "-t:Seed", "-v:diag")).CommandsNoRunner();

        Assert.AreEqual(1, run.ExitCode, run.Output);
        foreach (var word in (string[])["warning::dumped", "add-mask::dumped", "]dumped", "error::noticed", "stop-commands::noticed", "error::returned", "nor is this", "debug::detail", "debug::hint"])
            Assert.Contains(word, run.Output);
    }
}
