using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests;

/// <summary>For operations whose words are not the subject; a warning would be a surprise.</summary>
internal sealed class SilentReporter : IReporter
{
    public void Message(ReportImportance importance, string text)
    {
    }

    public void Warning(PumFailure warning) => Assert.Fail(warning.ToString());
}
