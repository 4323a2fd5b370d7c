using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

[TestClass]
public sealed class SeedManifestTests
{
    private static readonly SeedEntry Plain = new()
    {
        Name = "app",
        File = "seed/app.dump",
        Sha256 = new('a', 64),
        Size = 309,
        Written = new DateTime(2026, 11, 29, 6, 45, 16, DateTimeKind.Utc).AddTicks(7235031),
        DefinedIn = "/src/Größe & \"more\"/App.Tests.csproj",
    };

    private static readonly SeedEntry Full = Plain with
    {
        Name = "full",
        Source = "/src/app.dump",
        Prepare = ["full.prepare/1-a.sql", "full.prepare/2-b.sql"],
        Service = "ci",
        ConnectionStringVariable = "DB",
        Filter = new()
        {
            Schemas = ["a"],
            ExcludeSchemas = ["b", "\"c;d\""],
            Tables = ["e"],
            ExcludeTables = ["f"],
            ExcludeTableData = ["g"],
            ExcludeExtensions = ["h"],
            StrictNames = false,
        },
        ExcludeDependents = true,
        SchemaOnly = true,
        NoOwner = false,
        NoPrivileges = true,
        NoTablespaces = false,
        NoSubscriptions = true,
        IgnoreErrors = true,
        TrustDump = true,
        BaseTemplate = "with_postgis",
        AdditionalOptions = "--no-comments",
    };

    [TestMethod]
    public void A_manifest_is_read_as_it_was_written()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new SeedManifest([Plain, Full]).Write());

            var read = SeedManifest.Read(path).Seeds;

            Assert.AreEqual(new SeedManifest([Plain, Full]).Write(), new SeedManifest(read).Write());
            Assert.AreEqual(Plain.Written, read[0].Written);
            Assert.AreEqual(Plain.DefinedIn, read[0].DefinedIn);
            // Nothing of it is left out, or it would be as by default.
            foreach (var property in typeof(SeedEntry).GetProperties().Where(property => property.CanWrite && property.Name is not ("File" or "Sha256" or "Size" or "Written" or "DefinedIn")))
                Assert.AreNotEqual($"{property.GetValue(Plain)}", $"{property.GetValue(read[1]) switch { IEnumerable<string> list => string.Join(',', list), var value => value }}", property.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("{\"seeds\": [{}]}")]
    [DataRow("{\"seeds\": [{\"name\": 1}]}")]
    public void Anything_else_is_PUM1003(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.AreEqual("PUM1003", Assert.ThrowsExactly<PumFailureException>(() => SeedManifest.Read(path)).Code);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
