using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing.Tests;

/// <summary>What is found in the manifests beside an assembly.</summary>
[TestClass]
public sealed class ManifestsTests : IDisposable
{
    private static readonly SeedEntry App = new()
    {
        Name = "app",
        File = "A.seeds/app/app.dump",
        Sha256 = "a",
        Size = 1,
        Written = DateTime.UnixEpoch,
        DefinedIn = "A.csproj",
        Prepare = ["1.sql"],
    };

    private readonly TestFolder _folder = new();

    [TestMethod]
    public void One_seed_of_two_assemblies_is_one_though_its_copies_are_two()
    {
        _folder.Write("1.sql", "SELECT 1;");
        _folder.Write("2.sql", "SELECT 1;");
        Write("A", App);
        Write("B", App with { File = "B.seeds/app/app.dump", Written = DateTime.UtcNow, DefinedIn = "B.csproj", Prepare = ["2.sql"] });

        Assert.AreEqual(_folder["A.seeds/app/app.dump"], Manifests.Find("App", _folder.FullName).File);
    }

    [TestMethod]
    public void Two_seeds_of_one_name_are_PUM1001_though_they_have_one_dump()
    {
        _folder.Write("1.sql", "SELECT 1;");
        _folder.Write("2.sql", "SELECT 2;");
        foreach (var other in (SeedEntry[])[App with { Sha256 = "b" }, App with { SchemaOnly = true }, App with { Service = "ci" }, App with { Prepare = ["2.sql"] }])
        {
            Write("A", App);
            Write("B", other with { DefinedIn = "B.csproj" });

            var failure = Assert.ThrowsExactly<PumFailureException>(() => Manifests.Find("app", _folder.FullName));

            Assert.AreEqual("PUM1001", failure.Code);
            Assert.Contains("'A.csproj' and in 'B.csproj'", failure.Message);
        }
    }

    [TestMethod]
    public void Paths_count_from_the_folder_of_the_manifest_and_the_first_folder_counts()
    {
        Write("host/A", App);
        Write("own/A", App with { Sha256 = "b" });
        Write("own/B", App with { Name = "other" });

        Assert.AreEqual(_folder["host/A.seeds/app/app.dump"], Manifests.Find("app", _folder["host"], _folder["own"]).File);
        Assert.AreEqual(_folder["own/1.sql"], Manifests.Find("other", _folder["host"], _folder["own"]).Prepare.Single());
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string assembly, SeedEntry seed) =>
        _folder.Write(assembly + SeedManifest.Extension, new SeedManifest([seed]).Write());
}
