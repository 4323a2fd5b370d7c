using Pum.Dumper.Failures;

namespace Pum.Dumper;

/// <summary>How much a message matters, in MSBuild's three steps.</summary>
public enum ReportImportance
{
    /// <summary>Details: command lines, the tools' own progress.</summary>
    Low,

    /// <summary>Signs of life of a long operation.</summary>
    Normal,

    /// <summary>The lines that everybody sees: the target before, the outcome after.</summary>
    High,
}

/// <summary>Where the engine says what it does: MSBuild's log, a test's output. Called from several threads.</summary>
public interface IReporter
{
    /// <summary>Reports one line, free of secrets.</summary>
    void Message(ReportImportance importance, string text);

    /// <summary>Reports something that went wrong without ending the operation.</summary>
    void Warning(PumFailure warning);
}
