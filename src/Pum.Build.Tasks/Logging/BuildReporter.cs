using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Build.Tasks.Logging;

/// <summary>
/// Says in MSBuild's log what the engine reports, so that the terminal, Visual Studio and GitHub's annotations all show a failure in
/// place: no subcategory, no end position, always a file and a line.
/// </summary>
internal sealed class BuildReporter(TaskLoggingHelper log, TaskPlace place, HostEnvironment environment) : IReporter
{
    public bool Shows(ReportImportance importance) => log.LogsMessagesOfImportance(Importance(importance));

    public void Message(ReportImportance importance, string text)
    {
        foreach (var line in text.Split('\n'))
            log.LogMessage(Importance(importance), WorkflowCommands.Disarm(line.TrimEnd('\r')));
    }

    public void Warning(PumFailure warning)
    {
        var location = LocationOf(warning);
        var text = TextOf(warning, location);
        log.LogWarning(
            null, warning.Code, null, ManualPage.Of(warning.Code), location.File, location.Line, location.Column, 0, 0, text);
        Details(warning);
    }

    public void Error(PumFailure failure)
    {
        var location = LocationOf(failure);
        var text = TextOf(failure, location);
        log.LogError(
            null, failure.Code, null, ManualPage.Of(failure.Code), location.File, location.Line, location.Column, 0, 0, text);
        Details(failure);
    }

    private SourceLocation LocationOf(PumFailure failure) => failure.Location is { } location
        ? location with { Line = Math.Max(1, location.Line) }
        : new(place.File, place.Line);

    // MSBuild ends the line with [project] unless the file is the project itself, and GitHub's matcher wants that end.
    private string TextOf(PumFailure failure, SourceLocation location)
    {
        var text = WorkflowCommands.Disarm(MSBuildAdvice.TextOf(failure));
        return environment["GITHUB_ACTIONS"] == "true" && IsProject(location.File) ? $"{text} [{location.File}]" : text;
    }

    private bool IsProject(string file) =>
        Path.GetExtension(file).EndsWith("proj", StringComparison.OrdinalIgnoreCase)
        && Path.GetDirectoryName(file) is { } folder
        && Path.TrimEndingDirectorySeparator(environment.BaseDirectory) == folder;

    // The line above says what happened; the rest is for a closer look, with -v:n.
    private void Details(PumFailure failure)
    {
        foreach (var detail in failure.Details)
            Message(ReportImportance.Normal, detail);
    }

    private static MessageImportance Importance(ReportImportance importance) => importance switch
    {
        ReportImportance.High => MessageImportance.High,
        ReportImportance.Normal => MessageImportance.Normal,
        _ => MessageImportance.Low,
    };
}
