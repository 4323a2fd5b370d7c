using System.Xml.Linq;

namespace Pum.Build.Support;

/// <summary>What the tests of one project came to.</summary>
public sealed record TestResults(int Passed, IReadOnlyList<TestProblem> Failed, IReadOnlyList<TestProblem> Skipped)
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads the file that the TRX logger wrote.</summary>
    public static TestResults Read(string file)
    {
        var results = XDocument.Load(file).Descendants(_trx + "UnitTestResult").ToLookup(result => (string?)result.Attribute("outcome"));
        return new(
            results["Passed"].Count(),
            [.. results.Where(group => group.Key is not ("Passed" or "NotExecuted")).SelectMany(group => group).Select(Problem)],
            [.. results["NotExecuted"].Select(Problem)]);
    }

    private static TestProblem Problem(XElement result) => new(
        (string?)result.Attribute("testName") ?? "a test without a name",
        (string?)result.Descendants(_trx + "Message").FirstOrDefault() ?? "",
        (string?)result.Descendants(_trx + "StackTrace").FirstOrDefault() ?? "");
}

/// <summary>A test that failed, or did not run, and why.</summary>
public sealed record TestProblem(string Name, string Message, string StackTrace);
