namespace Pum.Tool.Tests;

/// <summary>What a signal does.</summary>
[TestClass]
public sealed class InterruptionTests
{
    // A source that is disposed throws in the thread of the signal, and .NET ends the process.
    [TestMethod]
    public void A_signal_at_the_very_end_finds_its_source()
    {
        var interruption = new Interruption();
        interruption.Dispose();

        Assert.IsFalse(interruption.Token.IsCancellationRequested);
        Assert.IsNull(interruption.ExitCode);
    }
}
