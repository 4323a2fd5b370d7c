using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

/// <summary>What makes another template, and what does not.</summary>
[TestClass]
public sealed class SeedKeyTests
{
    private static readonly ServerFacts Server = new("ci", 10, 17, Syncs: true, SharesBlocks: false, "2.36");

    private static readonly RestoreRequest Dump = new() { Caller = "a", Connection = new(), File = "/a/app.dump", BaseDirectory = "/a" };

    [TestMethod]
    public void Whatever_changes_the_result_changes_the_key()
    {
        string[] keys =
        [
            Key(Dump), Key(null), Key(Dump, sha256: "2"), Key(Dump with { Filter = new() { ExcludeSchemas = ["a"] } }),
            Key(Dump with { Filter = new() { ExcludeSchemas = ["a", "b"] } }), Key(Dump with { Filter = new() { Schemas = ["a"] } }),
            Key(Dump with { NoOwner = false }), Key(Dump with { NoOwner = true }), Key(Dump with { IgnoreErrors = true }),
            Key(Dump with { AdditionalOptions = "--no-comments" }), Key(Dump with { BaseTemplate = "mine" }), Key(Dump with { TrustDump = true }),
            Key(Dump with { SchemaOnly = true }), Key(Dump with { DataOnly = true }), Key(Dump with { ExcludeDependents = true }),
            Key(Dump with { NoPrivileges = true }),
            Key(Dump with { NoTablespaces = true }), Key(Dump with { NoSubscriptions = true }),
            Key(Dump with { Filter = new() { StrictNames = false } }),
            Key(Dump with { Filter = new() { Tables = ["a"] } }), Key(Dump with { Filter = new() { ExcludeTables = ["a"] } }),
            Key(Dump with { Filter = new() { ExcludeTableData = ["a"] } }), Key(Dump with { Filter = new() { ExcludeExtensions = ["a"] } }), Key(Dump, Server with { Role = "other" }),
            Key(Dump, Server with { Major = 18 }), Key(Dump, Server with { CollationVersion = "2.37" }),
            SeedKey.OfTemplate(Key(Dump), ["1"]), SeedKey.OfTemplate(Key(Dump), ["1", "2"]), SeedKey.OfTemplate(Key(Dump), ["12"]), SeedKey.OfTemplate(Key(null), ["1"]),
        ];

        Assert.HasCount(keys.Length, keys.Distinct().ToList());
        StringAssert.Matches(keys[0], new("^[0-9a-f]{64}$"));
    }

    [TestMethod]
    public void Every_option_of_a_restore_counts_or_is_known_not_to()
    {
        string[] counting =
        [
            "Filter", "ExcludeDependents", "SchemaOnly", "DataOnly", "NoOwner", "NoPrivileges", "NoTablespaces", "NoSubscriptions", "IgnoreErrors", "BaseTemplate",
            "TrustDump", "AdditionalOptions",
        ];
        // What leads to the dump, the server and the tools; what a seed never sets; what changes the time alone.
        string[] others = ["Caller", "Connection", "File", "BaseDirectory", "ToolPath", "CreateDatabase", "ReplaceDatabase", "Clean", "ConfirmReplace", "DisconnectUsers", "TemplateKey", "ExpectedSha256", "Jobs", "LockTimeout"];
        CollectionAssert.AreEquivalent(
            counting.Concat(others).ToArray(),
            typeof(RestoreRequest).GetProperties().Where(property => property.CanWrite).Select(property => property.Name).ToArray());
    }

    [TestMethod]
    public void Where_it_lies_who_asks_and_how_fast_it_is_changes_nothing() => Assert.AreEqual(
        Key(Dump),
        Key(
            Dump with { Caller = "b", File = "/b/app.dump", BaseDirectory = "/b", Connection = new() { Service = "ci" }, ToolPath = "/c", Jobs = 4, LockTimeout = 1 },
            Server with { RoleOid = 11, Syncs = false, SharesBlocks = true }));

    private static string Key(RestoreRequest? dump, ServerFacts? server = null, string sha256 = "1") => SeedKey.OfBase(dump, sha256, server ?? Server);
}
