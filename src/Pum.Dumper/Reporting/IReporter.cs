using Pum.Dumper.Failures;

namespace Pum.Dumper.Reporting;

/// <summary>Where the engine says what it does: a build's log, a test's output, a terminal. Called from several threads.</summary>
internal interface IReporter
{
    /// <summary>Reports one line, free of secrets.</summary>
    void Message(ReportImportance importance, string text);

    /// <summary>Whether a line of this importance is shown anywhere; if not, it need not be composed.</summary>
    bool Shows(ReportImportance importance) => true;

    /// <summary>How often a long operation says how far it is.</summary>
    TimeSpan ProgressInterval => TimeSpan.FromSeconds(10);

    /// <summary>Reports how far a long operation is, in one line that the next one supersedes, free of secrets.</summary>
    void Progress(string text) => Message(ReportImportance.Normal, text);

    /// <summary>Reports something that went wrong without ending the operation.</summary>
    void Warning(PumFailure warning);
}
