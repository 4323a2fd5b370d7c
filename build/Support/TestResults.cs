using System.Xml.Linq;

namespace Pum.Build.Support;

/// <summary>What the tests of one project came to.</summary>
/// <param name="Passed">How many passed.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Skipped">Those that say why they did not run.</param>
/// <param name="Classes">The classes that have a result.</param>
public sealed record TestResults(
    int Passed, IReadOnlyList<TestProblem> Failed, IReadOnlyList<TestProblem> Skipped, IReadOnlySet<string> Classes)
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads the file that the TRX logger wrote.</summary>
    public static TestResults Read(string file)
    {
        var document = XDocument.Load(file);
        var results = document.Descendants(_trx + "UnitTestResult").ToLookup(result => (string?)result.Attribute("outcome"));
        var names = document.Descendants(_trx + "TestMethod").Select(method => (string?)method.Attribute("className") ?? "");
        return new(
            results["Passed"].Count(),
            [.. results.Where(group => group.Key is not ("Passed" or "NotExecuted")).SelectMany(group => group).Select(Problem)],
            [.. results["NotExecuted"].Select(Problem)],
            names.Select(name => name[(name.LastIndexOf('.') + 1)..]).ToHashSet());
    }

    private static TestProblem Problem(XElement result) => new(
        (string?)result.Attribute("testName") ?? "a test without a name",
        (string?)result.Descendants(_trx + "Message").FirstOrDefault() ?? "",
        (string?)result.Descendants(_trx + "StackTrace").FirstOrDefault() ?? "");
}

/// <summary>A test that failed, or did not run, and why.</summary>
public sealed record TestProblem(string Name, string Message, string StackTrace);
