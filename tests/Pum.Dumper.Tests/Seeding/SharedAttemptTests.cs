using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

[TestClass]
public sealed class SharedAttemptTests
{
    [TestMethod]
    public async Task All_callers_get_the_result_of_one_attempt()
    {
        var attempts = 0;
        var shared = new SharedAttempt<int>(async () =>
        {
            await Task.Delay(20);
            return Interlocked.Increment(ref attempts);
        });

        CollectionAssert.AreEqual(new[] { 1, 1, 1 }, await Task.WhenAll(shared.GetAsync(), shared.GetAsync(), shared.GetAsync()));
        shared.Forget(shared.GetAsync());
        Assert.AreEqual(2, await shared.GetAsync());
    }

    [TestMethod]
    public async Task A_failure_is_told_to_all_that_come_after_it()
    {
        var attempts = 0;
        var shared = new SharedAttempt<int>(() => throw new InvalidOperationException($"{Interlocked.Increment(ref attempts)}"));

        for (var call = 0; call < 3; call++)
            Assert.AreEqual("1", (await Assert.ThrowsExactlyAsync<InvalidOperationException>(shared.GetAsync)).Message);
    }
}
