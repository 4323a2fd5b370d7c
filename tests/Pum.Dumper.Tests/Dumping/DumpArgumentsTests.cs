using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;

namespace Pum.Dumper.Tests.Dumping;

[TestClass]
public sealed class DumpArgumentsTests
{
    private static readonly DumpRequest Request = new() { Caller = "PumDump", Connection = new ConnectionRequest(), File = "/x", BaseDirectory = "/" };

    [TestMethod]
    public void The_conventions_of_PUM_hold_by_default() => Assert.AreEqual(
        "--no-password --format=custom --file=/out --verbose --compress=zstd:1 --no-owner --no-privileges --no-subscriptions --no-sync --dbname=dbname='app'",
        Arguments(Request));

    [TestMethod]
    public void Every_parameter_becomes_its_option() => Assert.AreEqual(
        "--no-password --format=directory --file=/out --verbose --compress=zstd:1 --jobs=3 --schema=a --schema=b --exclude-schema=tmp_* --table=t"
        + " --exclude-table=u --exclude-table-data=v --exclude-extension=postgis --schema-only --no-sync --lock-wait-timeout=1500 --role=r --dbname=dbname='app' --quote-all-identifiers",
        Arguments(
            Request with
            {
                Format = DumpFormat.Directory,
                Filter = new()
                {
                    Schemas = ["a", "b"],
                    ExcludeSchemas = ["tmp_*"],
                    Tables = ["t"],
                    ExcludeTables = ["u"],
                    ExcludeTableData = ["v"],
                    ExcludeExtensions = ["postgis"],
                },
                SchemaOnly = true,
                NoOwner = false,
                NoPrivileges = false,
                NoSubscriptions = false,
                LockTimeout = 1500,
            },
            role: "r",
            additional: "--quote-all-identifiers"));

    [TestMethod]
    public void A_plain_dump_says_nothing_of_compression() =>
        Assert.DoesNotContain("--compress", Arguments(Request with { Format = DumpFormat.Plain, DataOnly = true }));

    private static string Arguments(DumpRequest request, string? role = null, params string[] additional) =>
        string.Join(' ', DumpArguments.Make(request, "dbname='app'", role, "/out", new("zstd", 1), 17, 3, [.. additional]));
}
