using System.Collections.Immutable;
using Pum.Dumper.Failures;
using Pum.Dumper.Servers;

namespace Pum.Dumper.Tests.Servers;

[TestClass]
public sealed class ServerProgramsTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pum_test_");

    [TestCleanup]
    public void Remove() => _folder.Delete(recursive: true);

    [TestMethod]
    public void Our_variable_wins_over_every_other_place()
    {
        var named = Install("named", "initdb", "pg_ctl", "postgres");
        var other = Install("other", "initdb", "pg_ctl", "postgres");

        Assert.AreEqual(
            named, ServerPrograms.Find(Environment(("PUM_POSTGRES_BIN", named), ("PGBIN", other), ("PATH", other))).BinDirectory);
    }

    [TestMethod]
    public void Our_variable_counts_from_the_project()
    {
        var named = Install("named", "initdb", "pg_ctl", "postgres");

        Assert.AreEqual(named, ServerPrograms.Find(Environment(("PUM_POSTGRES_BIN", "named"))).BinDirectory);
    }

    [TestMethod]
    public void Our_variable_is_not_passed_over_when_it_is_wrong()
    {
        var clients = Install("clients", "pg_dump");

        var failure = Assert.ThrowsExactly<PumFailureException>(() => ServerPrograms.Find(Environment(("PUM_POSTGRES_BIN", clients))));

        Assert.AreEqual("PUM7001", failure.Code);
        Assert.Contains(clients, failure.Failure.Message);
    }

    [TestMethod]
    public void Pgbin_comes_before_the_usual_places_and_those_before_path()
    {
        var pgbin = Install("pgbin", "initdb", "pg_ctl", "postgres");
        var path = Install("path", "initdb", "pg_ctl", "postgres");

        var found = ServerPrograms.FindAll(Environment(("PGBIN", pgbin), ("PATH", path))).ToList();

        Assert.AreEqual(pgbin, found[0].BinDirectory);
        Assert.AreEqual(path, found[^1].BinDirectory);
    }

    [TestMethod]
    public void A_wrapper_without_initdb_beside_it_does_not_count()
    {
        var wrapper = Install("wrapper", "pg_ctl", "postgres");

        Assert.IsFalse(
            ServerPrograms.FindAll(Environment(("PGBIN", wrapper), ("PATH", wrapper))).Any(programs => programs.BinDirectory == wrapper));
    }

    [TestMethod]
    public void What_is_not_found_is_told_with_the_places_and_the_command_that_installs_it()
    {
        var failure = ServerFailures.ProgramsNotFound(
            PostgresFolders.Describe(Environment(("PGBIN", "/nowhere"))), "sudo apt-get install postgresql", ServerPrograms.Variable);

        Assert.Contains("/nowhere", failure.Text);
        Assert.Contains("sudo apt-get install postgresql", failure.Text);
        Assert.DoesNotContain("\n", failure.Text);
    }

    [TestMethod]
    [DataRow("15.18", 15)]
    [DataRow("18beta1", 18)]
    public void The_major_is_the_first_number(string version, int major) => Assert.AreEqual(major, ServerVersion.Major(version));

    private string Install(string folder, params string[] programs)
    {
        var bin = _folder.CreateSubdirectory(folder).FullName;
        foreach (var program in programs)
            File.WriteAllText(Path.Combine(bin, OperatingSystem.IsWindows() ? program + ".exe" : program), "");
        return bin;
    }

    private HostEnvironment Environment(params (string Name, string Value)[] variables) => HostEnvironment.Current(_folder.FullName) with
    {
        Variables = variables.ToImmutableDictionary(variable => variable.Name, variable => variable.Value),
    };
}
