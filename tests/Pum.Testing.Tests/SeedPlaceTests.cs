using Pum.Dumper.Seeding;
using Pum.Testing.Tasks;

namespace Pum.Testing.Tests;

/// <summary>Where the files of seeds are copied to.</summary>
[TestClass]
public sealed class SeedPlaceTests
{
    [TestMethod]
    public void Two_seeds_of_one_file_name_have_a_place_each()
    {
        var copies = (string[])
        [
            .. Copies("Crm.Tests", Entry("crm", "/src/crm/app.dump", "/src/a/1.sql", "/src/b/1.sql")),
            .. Copies("Crm.Tests", Entry("erp", "/src/erp/app.dump")),
            .. Copies("Support", Entry("crm", "/src/other/app.dump")),
        ];

        CollectionAssert.AreEqual(
            new[]
            {
                "Crm.Tests.seeds/crm/app.dump", "Crm.Tests.seeds/crm/app.dump.1-1.sql", "Crm.Tests.seeds/crm/app.dump.2-1.sql",
                "Crm.Tests.seeds/erp/app.dump", "Support.seeds/crm/app.dump",
            },
            copies);
    }

    [TestMethod]
    public void A_dump_in_the_directory_format_is_copied_file_by_file()
    {
        using var folder = new TestFolder();
        folder.Write("app/toc.dat", "a");
        folder.Write("app/1.dat.gz", "b");

        var entry = Entry("app", folder["app"]);
        var copies = SeedPlace.Copies(entry, SeedPlace.Place(entry, "A")).ToList();

        CollectionAssert.AreEqual(
            new[] { (folder["app/1.dat.gz"], "A.seeds/app/app/1.dat.gz"), (folder["app/toc.dat"], "A.seeds/app/app/toc.dat") },
            copies);
    }

    [TestMethod]
    public void What_is_read_where_it_is_is_not_copied() =>
        Assert.IsEmpty(SeedPlace.Copies(Entry("a", "/src/a.dump"), Entry("a", "/src/a.dump")));

    private static IEnumerable<string> Copies(string assembly, SeedEntry entry) =>
        SeedPlace.Copies(entry, SeedPlace.Place(entry, assembly)).Select(copy => copy.To);

    private static SeedEntry Entry(string name, string file, params string[] prepare) =>
        new() { Name = name, File = file, Sha256 = "", Size = 0, Written = default, DefinedIn = "", Prepare = [.. prepare] };
}
