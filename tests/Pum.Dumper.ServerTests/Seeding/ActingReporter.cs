using System.Text.RegularExpressions;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>Does something in the moment in which a base is about to be restored, before the server is asked about it.</summary>
/// <param name="act">Gets the name of the base.</param>
internal sealed partial class ActingReporter(Func<string, Task> act) : IReporter
{
    public void Message(ReportImportance importance, string text)
    {
        if (text.Contains('→', StringComparison.Ordinal) && BaseName().Match(text) is { Success: true } match)
            act(match.Value).GetAwaiter().GetResult();
    }

    public void Warning(PumFailure warning)
    {
    }

    [GeneratedRegex("pum_base_[0-9a-f]{24}")]
    private static partial Regex BaseName();
}
