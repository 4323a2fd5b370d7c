using System.Text;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>A line of 100 MB: psql and the server hold it whole, we never do.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LongLineTests
{
    private const int Length = 100_000_000;
    private const int Allowance = 20_000_000;

    [TestMethod]
    [DataRow("CREATE TABLE long (a text);\nINSERT INTO long VALUES ('", "');\n")]
    [DataRow("CREATE TABLE long (a text);\nCOPY long FROM stdin;\n", "\n\\.\n")]
    [DataRow("CREATE TABLE long (a text);\nINSERT INTO long VALUES ($tag$", "$tag$);\n")]
    public async Task A_line_of_100_MB_restores_with_flat_memory(string before, string behind)
    {
        await using var site = await FaultSite.CreateAsync();
        await WriteAsync(site, before, behind);
        Assert.IsNull(await AllocatesLittleAsync(site));
        Assert.AreEqual(Length, await site.Database.QueryAsync<int>("SELECT length(a) FROM long"));
    }

    [TestMethod]
    [DataRow("SELECT '", "'; \\! touch x\n", "PUM5009")]
    [DataRow("SELECT '", "\n", "PUM5003")]
    [DataRow("/* ", "*/\n", "PUM5002")]
    [DataRow("SELECT 1;\n\\! ", "\n", "PUM5009")]
    public async Task A_line_of_100_MB_is_refused_with_flat_memory(string before, string behind, string code)
    {
        await using var site = await FaultSite.CreateAsync();
        await WriteAsync(site, before, behind);
        Assert.AreEqual(code, (await AllocatesLittleAsync(site))?.Code);
        await site.NothingIsLeftAsync();
    }

    private static async Task<Failures.PumFailure?> AllocatesLittleAsync(FaultSite site)
    {
        var before = GC.GetTotalAllocatedBytes();
        var failure = await FaultSite.FailureOf(site.RestoreAsync("long.sql"));
        Assert.IsLessThan(Allowance, GC.GetTotalAllocatedBytes() - before, failure?.ToString() ?? "restored");
        return failure;
    }

    private static async Task WriteAsync(FaultSite site, string before, string behind)
    {
        await using var file = File.Create(site.Folder["long.sql"]);
        await file.WriteAsync(Encoding.ASCII.GetBytes(before));
        var piece = new byte[1_000_000];
        Array.Fill(piece, (byte)'x');
        for (var length = 0; length < Length; length += piece.Length)
            await file.WriteAsync(piece);
        await file.WriteAsync(Encoding.ASCII.GetBytes(behind));
    }
}
