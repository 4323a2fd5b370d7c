using Npgsql;

namespace Pum.Testing.Tests;

/// <summary>
/// Two checkouts of one project, of two versions of the package, each for two frameworks: on one server they make one template, and no test
/// sees another one's changes.
/// </summary>
[TestClass]
public sealed class SharedServerTests
{
    private const int Tests = 8;

    /// <summary>What each test waits for, so that all of them have their databases at the same time.</summary>
    private const string Gate = "go";

    [TestMethod]
    public async Task Projects_frameworks_and_versions_at_once_make_one_template_and_share_nothing_else()
    {
        await using var project = await TestProject.CreateAsync(withUsersPackages: true);
        var other = await project.Package.PackAgainAsync();
        other.KeepOutOf(Repository.PackagesRoot);
        WriteProject(project, "one", project.Package.Version);
        WriteProject(project, "two", other.Version);
        project.Write("all.slnx", """<Solution><Folder Name="/1/"><Project Path="one/Shop.Tests.csproj" /></Folder><Folder Name="/2/"><Project Path="two/Shop.Tests.csproj" /></Folder></Solution>""");
        Assert.Contains("0 Warning(s)", (await project.DotnetAsync("build", "-m:1")).Succeeds().Output);
        await using var server = NpgsqlDataSource.Create(project.Server.ToNpgsql().ConnectionString);
        await ExecuteAsync(server, "ALTER SYSTEM SET log_statement = 'ddl'");
        await ExecuteAsync(server, "SELECT pg_reload_conf()");

        var runs = new[] { "one/net8.0", "one/net10.0", "two/net8.0", "two/net10.0" }.Select(each => RunAsync(project, each, items: 3)).ToList();
        try
        {
            await Eventually.IsTrueAsync(
                async () => runs.Any(run => run.IsCompleted) || await QueryAsync(server, "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'pum\\_shop\\_%' AND query LIKE '%pg_sleep%'") == runs.Count * Tests,
                "all have their databases");
            // Of each process both sessions have one name.
            Assert.AreEqual(runs.Count, await QueryAsync(server, $"SELECT count(DISTINCT application_name) FROM {Ours}"));
            Assert.IsLessThanOrEqualTo(2, await QueryAsync(server, $"SELECT max(number) FROM (SELECT count(*) AS number FROM {Ours} GROUP BY application_name) each"));
        }
        finally
        {
            await ExecuteAsync(server, $"CREATE ROLE {Gate}");
        }

        foreach (var run in await Task.WhenAll(runs))
            Passed(run);
        Assert.AreEqual(1, Restores(project));
        await NothingIsLeftAsync(project, templates: 1);

        // The dump of one checkout changes; the other one is not built again.
        project.Write("two/shop.sql", Shop("('wine', 9), "));
        (await project.DotnetAsync("build", "two", "--no-restore", "-f", "net10.0")).Succeeds();
        foreach (var run in await Task.WhenAll(RunAsync(project, "one/net10.0", items: 3), RunAsync(project, "two/net10.0", items: 4)))
            Passed(run);
        Assert.AreEqual(2, Restores(project));
        await NothingIsLeftAsync(project, templates: 2);
    }

    private static string Ours => "pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'PumSeed %'";

    private static Task<BuildRun> RunAsync(TestProject project, string place, int items) => project.RunAsync(
        place.Split('/')[0], BuildRun.Dotnet, [$"bin/Debug/{place.Split('/')[1]}/Shop.Tests.dll"], ("SHOP_ITEMS", $"{items}"));

    private static void Passed(BuildRun run)
    {
        Assert.AreEqual(0, run.ExitCode, run.Output);
        Assert.Contains($"succeeded: {Tests}", run.Output);
    }

    /// <summary>How many databases were made for a restore, by the server's log.</summary>
    private static int Restores(TestProject project) => File.ReadLines(Path.Combine(project.Server.DataDirectory, "..", "log"))
        .Count(line => line.Contains("CREATE DATABASE \"pum_scratch_", StringComparison.Ordinal));

    private static async Task NothingIsLeftAsync(TestProject project, int templates)
    {
        var databases = await project.DatabasesAsync();
        Assert.HasCount(templates, databases.Where(name => name.StartsWith("pum_base_", StringComparison.Ordinal)));
        Assert.AreEqual("", string.Join(' ', databases.Where(
            name => !name.StartsWith("pum_base_", StringComparison.Ordinal) && !name.StartsWith("pum_spare_", StringComparison.Ordinal))));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource server, string sql)
    {
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> QueryAsync(NpgsqlDataSource server, string sql)
    {
        await using var command = server.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Shop(string more) => $"CREATE TABLE item (name text, price int);\nINSERT INTO item VALUES {more}('bread', 3), ('olives', 4), ('salt', 1);\n";

    private static void WriteProject(TestProject project, string folder, string version)
    {
        project.Write($"{folder}/shop.sql", Shop(""));
        // Wherever these tests run is the newest runtime, and mostly no other.
        project.Write(
            $"{folder}/Shop.Tests.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
                <RollForward>Major</RollForward>
                <UseAppHost>false</UseAppHost>
                <OutputType>Exe</OutputType>
                <EnableMSTestRunner>true</EnableMSTestRunner>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MSTest" Version="4.5.2" />
                <PackageReference Include="Npgsql" Version="10.0.3" Condition="'$(TargetFramework)' == 'net10.0'" />
                <PackageReference Include="Pum.Testing" Version="{version}" />
                <PumSeed Include="shop.sql" />
              </ItemGroup>
            </Project>
            """);
        project.Write(
            $"{folder}/MarkTests.cs",
            $$"""
            using Microsoft.VisualStudio.TestTools.UnitTesting;
            using Pum.Testing;

            [assembly: Parallelize(Scope = ExecutionScope.MethodLevel, Workers = {{Tests}})]

            namespace Shop.Tests;

            [TestClass]
            public sealed class MarkTests
            {
                [TestMethod]
                {{string.Concat(Enumerable.Range(1, Tests).Select(number => $"[DataRow({number})]"))}}
                public async Task A_test_sees_its_own_mark_alone(int number)
                {
                    await using var db = await PumDatabase.CloneAsync("shop");
                    var mark = $"{Environment.ProcessId} {number}";
                    await using var write = db.DataSource.CreateCommand($"CREATE TABLE IF NOT EXISTS mark AS SELECT name FROM item WHERE false; INSERT INTO mark VALUES ('{mark}')");
                    await write.ExecuteNonQueryAsync();
                    await using var wait = db.DataSource.CreateCommand("DO 'BEGIN WHILE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''{{Gate}}'') LOOP PERFORM pg_sleep(0.05); END LOOP; END'");
                    wait.CommandTimeout = 120;
                    await wait.ExecuteNonQueryAsync();
                    await using var read = db.DataSource.CreateCommand("SELECT (SELECT string_agg(name, ',') FROM mark) || ' ' || (SELECT count(*) FROM item)");
                    Assert.AreEqual($"{mark} {Environment.GetEnvironmentVariable("SHOP_ITEMS")}", await read.ExecuteScalarAsync());
                }
            }
            """);
    }
}
