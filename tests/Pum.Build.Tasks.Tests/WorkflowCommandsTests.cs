using Pum.Dumper.Reporting;

namespace Pum.Build.Tasks.Tests;

[TestClass]
public sealed class WorkflowCommandsTests
{
    [TestMethod]
    [DataRow("a\u001b[2K\u001b[1Ab", "a [2K [1Ab")]
    [DataRow("a\u202eb\u2066c", "a b c")]
    [DataRow("a\tb → ü 🐘", "a\tb → ü 🐘")]
    [DataRow("  ::error::a", ": :error::a")]
    [DataRow("of ##teamcity[publishArtifacts '/etc']", "of # #teamcity[publishArtifacts '/etc']")]
    [DataRow("## heading [1]", "## heading [1]")]
    public void No_text_steers_a_terminal_or_a_runner(string text, string expected) =>
        Assert.AreEqual(expected, WorkflowCommands.Disarm(text));
}
