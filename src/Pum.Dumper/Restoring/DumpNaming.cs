using System.Text.RegularExpressions;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring;

/// <summary>Calls a dump by its name wherever a text has the path by which it is read.</summary>
internal sealed class DumpNaming : IReporter
{
    private readonly HeldFile _dump;
    private readonly IReporter _reporter;
    private readonly Regex _path;

    /// <summary>Makes one for what a restore reports.</summary>
    public DumpNaming(HeldFile dump, IReporter reporter)
    {
        (_dump, _reporter) = (dump, reporter);
        // The number of another handle may begin with that of this one.
        _path = new(Regex.Escape(dump.Path) + "(?![0-9])", RegexOptions.CultureInvariant);
    }

    /// <inheritdoc/>
    public void Message(ReportImportance importance, string text) => _reporter.Message(importance, Name(text));

    /// <inheritdoc/>
    public bool Shows(ReportImportance importance) => _reporter.Shows(importance);

    /// <inheritdoc/>
    public TimeSpan ProgressInterval => _reporter.ProgressInterval;

    /// <inheritdoc/>
    public void Progress(string text) => _reporter.Progress(Name(text));

    /// <inheritdoc/>
    public void Warning(PumFailure warning) => _reporter.Warning(Name(warning));

    /// <summary>The failures of an exception.</summary>
    public PumFailureException Name(PumFailureException exception) => new([.. exception.Failures.Select(Name)], exception);

    private PumFailure Name(PumFailure failure) => failure with
    {
        Message = Name(failure.Message),
        Advice = Name(failure.Advice),
        Location = failure.Location is { } location ? location with { File = Name(location.File) } : null,
        Details = [.. failure.Details.Select(Name)],
    };

    private string Name(string text) =>
        _dump.Path == _dump.Name || !text.Contains(_dump.Path, StringComparison.Ordinal) ? text : _path.Replace(text, _ => _dump.Name);
}
