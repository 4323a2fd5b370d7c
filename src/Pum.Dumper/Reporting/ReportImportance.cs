namespace Pum.Dumper.Reporting;

/// <summary>How much a message matters, in MSBuild's three steps.</summary>
internal enum ReportImportance
{
    /// <summary>Details: command lines, the tools' own progress.</summary>
    Low,

    /// <summary>Signs of life of a long operation.</summary>
    Normal,

    /// <summary>The lines that everybody sees: the target before, the outcome after.</summary>
    High,
}
