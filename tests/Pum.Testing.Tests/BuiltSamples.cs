namespace Pum.Testing.Tests;

/// <summary>
/// The samples and a few more projects, built by one command for all runs, with a server for their tests. Each sample has two more tests
/// here, which wreck the databases that they get and leave them behind.
/// </summary>
internal sealed class BuiltSamples : IAsyncDisposable
{
    /// <summary>
    /// What has NUnit's adapter make a program of its tests, for the platform. Without it, <c>dotnet test</c> runs the same build on
    /// VSTest.
    /// </summary>
    public static readonly (string Name, string? Value) NUnitRunner = ("EnableNUnitRunner", "true");

    private readonly TestProject _project;

    private BuiltSamples(TestProject project) => _project = project;

    /// <summary>How many connections the build made to the server that tests are to use.</summary>
    public int ConnectionsOfBuild { get; private set; }

    public static async Task<BuiltSamples> BuildAsync()
    {
        var samples = new BuiltSamples(await TestProject.CreateAsync(withUsersPackages: true));
        try
        {
            await samples.WriteAsync();
            using var listener = new Listener();
            var build = await samples.RunAsync(".", "dotnet build -m:1", ("PUM_TEST_CONNECTION", listener.Conninfo), NUnitRunner);
            Assert.Contains("0 Warning(s)", build.Succeeds().Output);
            samples.ConnectionsOfBuild = listener.Connections;
            return samples;
        }
        catch
        {
            await samples.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command in a folder: <c>dotnet</c>, or a program that was built there.</summary>
    public Task<BuildRun> RunAsync(string folder, string command, params (string Name, string? Value)[] variables)
    {
        var words = command.Split(' ');
        var program = words[0] == "dotnet"
            ? BuildRun.Dotnet
            : _project[Path.Combine(folder, words[0]) + (OperatingSystem.IsWindows() ? ".exe" : "")];
        return _project.RunAsync(folder, program, words[1..], variables);
    }

    public ValueTask DisposeAsync() => _project.DisposeAsync();

    private async Task WriteAsync()
    {
        const string msTest = "Microsoft.VisualStudio.TestTools.UnitTesting.Test";
        foreach (var sample in (string[])["seeds", "nunit", "containers", "ef8", "web"])
            await _project.CopySampleAsync(sample, sample);
        WriteWreckTests("seeds", $"{msTest}Method", $"[{msTest}Class]");
        WriteWreckTests("nunit", "NUnit.Framework.Test");
        WriteWreckTests("containers", "TUnit.Core.Test");
        WriteWreckTests("ef8", $"{msTest}Method", $"[{msTest}Class]", "ItemTests.Shop", "\"Items\"", 2);
        WriteWreckTests("web/Tests", "Xunit.Fact", "", "ShopApp.Template", "\"Items\"");
        Replace("ef8/ItemTests.cs", "private static readonly PumTemplate", "internal static readonly PumTemplate");
        Replace("web/Tests/ShopApp.cs", "private static readonly PumTemplate", "internal static readonly PumTemplate");
        if (Environment.GetEnvironmentVariable("POSTGRES_IMAGE") is { Length: > 0 } image)
            Replace("containers/ShopServer.cs", "postgres:18", image);
        WriteXUnitOnVSTest();
        WriteOtherLanguages();
        // Where `dotnet test` is run says which of the two platforms it uses.
        _project.Write("platform/global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");

        string[] projects =
        [
            "seeds/Shop.Tests.csproj", "nunit/Shop.Tests.csproj", "containers/Shop.Tests.csproj", "ef8/Shop.Tests.csproj", "web/App/Shop.csproj",
            "web/Tests/Shop.Tests.csproj", "xunit/Shop.Tests.csproj", "fsharp/Shop.Tests.fsproj", "vb/Shop.Tests.vbproj",
        ];
        // A folder for each: most have the same name.
        var folders = projects.Select(
            project => $"""<Folder Name="/{project[..project.LastIndexOf('/')]}/"><Project Path="{project}" /></Folder>""");
        _project.Write("samples.slnx", $"<Solution>{string.Concat(folders)}</Solution>");
    }

    private void WriteWreckTests(
        string folder,
        string test,
        string onClass = "",
        string template = "PumSeed.Named(\"shop\")",
        string table = "shop.item",
        int rows = 3) => _project.Write(
        $"{folder}/WreckTests.cs",
        $$""""
        using Pum.Testing;

        namespace Shop.Tests;

        {{onClass}}
        public sealed class WreckTests
        {
            [{{test}}]
            public Task A_wreck_is_left() => WreckAsync();

            [{{test}}]
            public Task Another_wreck_is_left() => WreckAsync();

            private static async Task WreckAsync()
            {
                var db = await {{template}}.CloneAsync();
                await using var delete = db.DataSource.CreateCommand("""DELETE FROM {{table}} WHERE true""");
                if (await delete.ExecuteNonQueryAsync() != {{rows}})
                    throw new InvalidOperationException($"{db.Name} is not pristine.");
                await using var drop = db.DataSource.CreateCommand("""DROP TABLE {{table}} CASCADE; CREATE TABLE wreck ()""");
                await drop.ExecuteNonQueryAsync();
            }
        }
        """");

    private void WriteProject(string file, string properties, string items) => _project.Write(
        file,
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>{properties}</PropertyGroup>
          <ItemGroup>
            {items}
            <PackageReference Include="Npgsql" Version="10.0.3" />
            <PackageReference Include="Pum.Testing" Version="$(PumTestingVersion)" />
            <PumSeed Include="../seeds/seed/shop.sql" />
          </ItemGroup>
        </Project>
        """);

    private void WriteXUnitOnVSTest()
    {
        WriteProject("xunit/Shop.Tests.csproj", "<ImplicitUsings>enable</ImplicitUsings>",
            """
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
            <PackageReference Include="xunit.runner.visualstudio" Version="4.0.1" />
            <PackageReference Include="xunit.v3.mtp-off" Version="4.0.2" />
            """);
        WriteWreckTests("xunit", "Xunit.Fact");
    }

    private void WriteOtherLanguages()
    {
        const string platform = "<EnableMSTestRunner>true</EnableMSTestRunner>";
        const string msTest = """<PackageReference Include="MSTest" Version="4.5.2" />""";
        WriteProject("fsharp/Shop.Tests.fsproj", platform, msTest + """<Compile Include="ItemTests.fs" />""");
        WriteProject("vb/Shop.Tests.vbproj", platform, msTest);
        _project.Write("fsharp/ItemTests.fs",
            """
            namespace Shop.Tests

            open System.Threading.Tasks
            open Microsoft.VisualStudio.TestTools.UnitTesting
            open Pum.Testing

            [<TestClass>]
            type ItemTests() =

                [<TestMethod>]
                member _.All_items_can_be_sold() : Task = task {
                    use! db = PumDatabase.CloneAsync("shop")
                    use delete = db.DataSource.CreateCommand("DELETE FROM shop.item")
                    let! rows = delete.ExecuteNonQueryAsync()
                    Assert.AreEqual(3, rows)
                    StringAssert.Contains(db.Name, "ItemTests_All_items")
                }
            """);
        _project.Write("vb/ItemTests.vb",
            """
            Imports Microsoft.VisualStudio.TestTools.UnitTesting
            Imports Pum.Testing

            <TestClass>
            Public Class ItemTests

                <TestMethod>
                Public Async Function All_items_can_be_sold() As Task
                    Using db = Await PumDatabase.CloneAsync("shop"), delete = db.DataSource.CreateCommand("DELETE FROM shop.item")
                        Assert.AreEqual(3, Await delete.ExecuteNonQueryAsync())
                        StringAssert.Contains(db.Name, "ItemTests_All_items")
                    End Using
                End Function

            End Class
            """);
    }

    private void Replace(string file, string from, string to)
    {
        var text = File.ReadAllText(_project[file]);
        Assert.Contains(from, text);
        _project.Write(file, text.Replace(from, to, StringComparison.Ordinal));
    }
}
