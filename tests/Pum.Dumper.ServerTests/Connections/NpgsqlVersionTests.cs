using System.Diagnostics;
using System.Reflection;
using Pum.Dumper.ServerTests.Servers;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>The engine works with every Npgsql from the one on that it is compiled against.</summary>
[TestClass]
public sealed class NpgsqlVersionTests
{
    private static readonly string Packages =
        typeof(NpgsqlVersionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "PackagesRoot").Value!;

    [TestMethod]
    [DataRow("8.0.3")]
    [DataRow("9.0.3")]
    [DataRow("10.0.3")]
    public async Task A_session_asks_and_answers_with_any_Npgsql(string version)
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.AreEqual($"{version}: 1 2 é 9223372036854775807", await SessionAsync(
            version, $"{database.Conninfo} gssencmode=disable sslnegotiation=postgres"));
    }

    [TestMethod]
    [DataRow("8.0.3", "require_auth=scram-sha-256", "PUM1001: Npgsql 8.0.3 cannot enforce require_auth=scram-sha-256. ")]
    [DataRow("9.0.3", "require_auth=!password", "PUM1001: Npgsql 9.0.3 cannot enforce require_auth=!password. ")]
    [DataRow("9.0.3", "gssencmode=require", "PUM1001: Npgsql 9.0.3 cannot enforce gssencmode=require. ")]
    [DataRow("10.0.3", "require_auth=scram-sha-256", "10.0.3: ")]
    [DataRow("10.0.3", "require_auth=password", "PUM3004: ")]
    public async Task What_a_connection_demands_is_not_left_out_by_an_Npgsql_that_does_not_know_it(
        string version, string demand, string answer)
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.StartsWith(answer, await SessionAsync(version, $"{database.Conninfo} {demand}"));
    }

    private static async Task<string> SessionAsync(string version, string conninfo)
    {
        using var folder = new TestFolder();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, folder[Path.GetFileName(file)]);
        File.Copy(Path.Combine(Packages, "npgsql", version, "lib", "net8.0", "Npgsql.dll"), folder["Npgsql.dll"], overwrite: true);
        var start = new ProcessStartInfo(ServerProcess.Dotnet, [folder["Pum.Dumper.ServerTests.dll"], "session"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(conninfo);
        process.StandardInput.Close();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return answer.TrimEnd();
    }
}
