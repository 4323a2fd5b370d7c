using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Failures;

/// <summary>What a user reads of an operation that was stopped.</summary>
[TestClass]
public sealed class OperationEndTests
{
    // What the handlers of the process's end remove is missing to the operation that still runs.
    [TestMethod]
    [DataRow(typeof(ObjectDisposedException))]
    [DataRow(typeof(FileNotFoundException))]
    [DataRow(typeof(OperationCanceledException))]
    public void What_breaks_because_it_was_interrupted_is_an_interruption(Type type)
    {
        var exception = (Exception)Activator.CreateInstance(type, "the reason")!;
        var failure = End(isCancelled: true).FailuresOf(exception).Single();

        Assert.AreEqual(PumCodes.Cancelled, failure.Code);
        Assert.AreEqual("Interrupted. The file is as it was.", failure.Text);
        Assert.AreEqual(
            exception is not OperationCanceledException,
            failure.Details.Any(detail => detail.Contains("the reason", StringComparison.Ordinal)));
        if (exception is not OperationCanceledException)
            Assert.AreEqual(PumCodes.InternalError, End(isCancelled: false).FailuresOf(exception).Single().Code);
    }

    [TestMethod]
    public void What_may_have_changed_the_target_is_said_all_the_same()
    {
        var changed = new PumFailure
        {
            Code = PumCodes.RestoreConnectionLost,
            Message = "It is open.",
            Advice = "Look.",
            TargetMayHaveChanged = true,
        };

        Assert.AreSame(changed, End(isCancelled: true).FailuresOf(new PumFailureException(changed)).Single());
    }

    private static OperationEnd End(bool isCancelled) => new()
    {
        Caller = "a test",
        CancelledMessage = "Interrupted.",
        LeftAsItWas = "The file is as it was.",
        IsCancelled = isCancelled,
    };
}
