using System.Diagnostics;

namespace Pum.TestSupport;

/// <summary>Waits for what happens in another process.</summary>
internal static class Eventually
{
    /// <summary>Asks until the answer is yes, and fails after the deadline (a minute by default).</summary>
    public static Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? deadline = null) =>
        IsTrueAsync(condition, () => what, deadline);

    /// <summary>The same; <paramref name="what"/> says at the end what was last seen.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan? deadline = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (deadline ?? TimeSpan.FromMinutes(1)))
                Assert.Fail($"Still not so after {clock.Elapsed.TotalSeconds:0} s: {what()}");
            await Task.Delay(20);
        }
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? deadline = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, deadline);
}
