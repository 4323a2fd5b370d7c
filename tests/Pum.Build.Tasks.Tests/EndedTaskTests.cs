using Pum.Dumper.Failures;

namespace Pum.Build.Tasks.Tests;

/// <summary>What a task says when it is ended before its time.</summary>
[TestClass]
public sealed class EndedTaskTests
{
    private static readonly PumFailure Lost = SessionFailures.NotReached(
        "connection refused", new("PumRestore", 0, [], "host=db", Dumping: false, "snap.dump", false, text => text));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_target_that_may_have_changed_is_never_said_to_be_as_it_was(bool cancelled)
    {
        var task = new PumRestore { Timeout = "2s" };
        if (cancelled)
            task.Cancel();
        PumFailure[] changed = [ReplaceFailures.MaybeSwapped("app", 5, Lost), ReplaceFailures.Kept(
            "app", "pum_kept_1", ReplaceFailures.NotConfirmed("app", "ReplaceDatabase", null, "a table"), Lost)];

        foreach (var failure in changed)
            Assert.AreSame(failure, task.FailuresOf(new PumFailureException(failure), timedOut: !cancelled).Single());
        Assert.AreEqual(
            cancelled ? "PUM8001" : "PUM8002", task.FailuresOf(new PumFailureException(Lost), timedOut: !cancelled).Single().Code);
    }
}
