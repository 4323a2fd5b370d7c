using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;
using Pum.TestSupport;

namespace Pum.Dumper.Tests.ClientTools;

/// <summary>With programs that say a version and nothing else.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ToolSearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum tools ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task A_named_folder_is_the_only_one()
    {
        Install("15", "15.18");
        Install("17", "17.2");
        Assert.AreEqual("15.18", await FindAsync(path: "17", toolPath: "15"));
        Assert.AreEqual("15.18", await FindAsync(path: "17", variables: (ToolSearch.Variable, Path.Combine(_folder, "15"))));
    }

    [TestMethod]
    public async Task PGBIN_and_PATH_are_searched_and_the_wrapper_of_Debian_is_passed_over()
    {
        Install("15", "15.18");
        Install("16", "16.4");
        Install("postgresql-common", "99.0", "pg_wrapper");
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        File.CreateSymbolicLink(Path.Combine(_folder, "bin", "pg_dump"), Path.Combine(_folder, "postgresql-common", "pg_wrapper"));
        var found = await FindAsync(path: $"bin{Path.PathSeparator}16", variables: ("PGBIN", Path.Combine(_folder, "15")));
        Assert.Contains("15.18", found);
        Assert.Contains("16.4", found);
        Assert.DoesNotContain("99.0", found);
    }

    [TestMethod]
    public async Task A_program_that_cannot_run_is_as_good_as_absent()
    {
        Install("15", "15.18");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "broken")).FullName, "pg_dump"), "no program");
        Assert.Contains("15.18", await FindAsync(path: $"broken{Path.PathSeparator}15"));
    }

    [TestMethod]
    public async Task A_folder_without_the_tool_is_PUM2001()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        foreach (var toolPath in new[] { "empty", "missing" })
        {
            var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() => FindAsync(path: "", toolPath: toolPath));
            Assert.AreEqual("PUM2001", failure.Code);
            Assert.Contains(Path.Combine(_folder, toolPath), failure.Message);
        }
    }

    [TestMethod]
    [DataRow(0, "14.9")]
    [DataRow(15, "15.18")]
    [DataRow(16, "17.2")]
    public void The_lowest_major_that_serves_is_picked_and_its_highest_minor(int major, string version) =>
        Assert.AreEqual(
            version, ToolSearch.Pick(ClientTool.PgDump, Installed("14.2", "14.9", "15.18", "17.2"), major, "").Version.ToString());

    [TestMethod]
    public void Where_all_are_too_old_the_failure_names_what_is_needed_and_what_was_found()
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(
            () => ToolSearch.Pick(ClientTool.PgDump, Installed("14.2"), 17, "the server is PostgreSQL 17"));
        Assert.AreEqual("PUM2002", failure.Code);
        Assert.Contains("pg_dump 17 or later is needed, since the server is PostgreSQL 17; found 14.2", failure.Failure.Message);
    }

    [TestMethod]
    [DataRow(0, 0, "14.9")]
    [DataRow(15, 0, "15.18")]
    [DataRow(16, 0, "17.2")]
    [DataRow(13, 17, "17.2")]
    [DataRow(18, 0, "17.2")]
    [DataRow(18, 17, "17.2")]
    public void A_restore_takes_an_older_tool_than_the_server_before_none(int serverMajor, int readerMajor, string version) =>
        Assert.AreEqual(
            version, ToolSearch.PickForRestore(Installed("14.2", "14.9", "15.18", "17.2"), serverMajor, readerMajor).Version.ToString());

    [TestMethod]
    public void A_restore_takes_no_tool_that_cannot_read_the_archive()
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(
            () => ToolSearch.PickForRestore(Installed("14.2", "15.18"), 18, 17, "the archive has format 1.16"));
        Assert.AreEqual("PUM2002", failure.Code);
        Assert.Contains("pg_restore 17 or later is needed, since the archive has format 1.16; found 15.18", failure.Failure.Message);
    }

    private static ImmutableArray<InstalledTool> Installed(params string[] versions) =>
        [.. versions.Select(version => new InstalledTool("/x", PostgresVersion.TryParse(version)!.Value))];

    private void Install(string folder, string version, string name = "pg_dump") =>
        TestProgram.Write(Path.Combine(_folder, folder, name), $"echo '{name} (PostgreSQL) {version}'");

    /// <summary>What is found; the machine's own tools may be among it.</summary>
    private async Task<string> FindAsync(string path, string? toolPath = null, params (string Name, string Value)[] variables)
    {
        var environment = HostEnvironment.Current(_folder);
        environment = environment with
        {
            Variables = environment.Variables
                .Remove("PGBIN")
                .SetItem(
                    "PATH", string.Join(Path.PathSeparator, path.Split(Path.PathSeparator).Select(folder => Path.Combine(_folder, folder))))
                .SetItems(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value))),
        };
        var found = await ToolSearch.FindAsync(
            ClientTool.PgDump, toolPath is null ? null : Path.Combine(_folder, toolPath), environment, CancellationToken.None);
        return string.Join(' ', found.Select(tool => tool.Version));
    }
}
