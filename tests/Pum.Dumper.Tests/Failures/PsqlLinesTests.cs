using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Failures;

/// <summary>Which of psql's lines are messages, and which only parts of one.</summary>
[TestClass]
public sealed class PsqlLinesTests
{
    [TestMethod]
    public void What_looks_like_an_error_within_a_message_is_none()
    {
        var failure = Read(
            "psql:<stdin>:1: NOTICE:  00000: log says",
            "FATAL:  57P01: terminating connection due to administrator command",
            "psql: error: connection to server was lost",
            "psql:<stdin>:3: ERROR:  22012: division by zero",
            "LOCATION:  int4div, int.c:846");
        Assert.AreEqual(("PUM5001", "22012"), (failure.Code, failure.SqlState), failure.ToString());
    }

    [TestMethod]
    [DataRow("ERROR:  42501: permission denied to create temporary tables in database \"app\"")]
    [DataRow("psql: error: connection to server at \"::1\", port 5432 failed: Connection refused")]
    public void Before_the_script_an_error_has_no_position(string line) => Assert.IsNotNull(ToolError.Parse(new PsqlLines().Next(line)));

    private static PumFailure Read(params string[] lines)
    {
        var messages = new PsqlLines();
        return ToolMessageReader.Read(new("psql", 3, [.. lines.Select(messages.Next)], "app", Dumping: false, "/seed.sql"));
    }
}
