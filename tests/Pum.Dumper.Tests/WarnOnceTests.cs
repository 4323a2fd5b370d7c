using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests;

[TestClass]
public sealed class WarnOnceTests : IReporter
{
    private readonly List<string> _said = [];

    [TestMethod]
    public void The_same_warning_comes_through_once_and_every_message_each_time()
    {
        var reporter = new WarnOnce(this);
        foreach (var aside in (string[])["a", "b", "a"])
        {
            reporter.Message(ReportImportance.Low, aside);
            reporter.Warning(DumpFailures.OldDumpLeft("snap", aside, "busy"));
        }

        Assert.AreEqual("a, 'a', b, 'b', a", string.Join(", ", _said));
    }

    void IReporter.Message(ReportImportance importance, string text) => _said.Add(text);

    void IReporter.Warning(PumFailure warning) => _said.Add(warning.Message.Contains("'a'", StringComparison.Ordinal) ? "'a'" : "'b'");
}
