namespace Pum.Testing.Benchmarks.Suites;

/// <summary>A clone for each test.</summary>
internal static class SeedSuite
{
    public static async Task RunAsync()
    {
        await Suite.RunTestsAsync(Suite.AtOnce, async (_, _) =>
        {
            await using var db = await PumDatabase.CloneAsync(SeedScripts.Small);
            await TestWork.RunAsync(db.DataSource, isPristine: true);
        });
        await Suite.EndAsync();
    }
}
