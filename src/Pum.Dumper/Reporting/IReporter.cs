using Pum.Dumper.Failures;

namespace Pum.Dumper.Reporting;

/// <summary>Where the engine says what it does: MSBuild's log, a test's output. Called from several threads.</summary>
internal interface IReporter
{
    /// <summary>Reports one line, free of secrets.</summary>
    void Message(ReportImportance importance, string text);

    /// <summary>Reports something that went wrong without ending the operation.</summary>
    void Warning(PumFailure warning);
}
