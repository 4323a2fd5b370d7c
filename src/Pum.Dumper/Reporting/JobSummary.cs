using System.Text;

namespace Pum.Dumper.Reporting;

/// <summary>
/// GitHub's page about a job: a step adds to it what it writes into the file that <c>GITHUB_STEP_SUMMARY</c> names
/// (<see href="https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary">Adding a job
/// summary</see>). Outside of GitHub Actions nothing is written.
/// </summary>
internal static class JobSummary
{
    /// <summary>Bytes of a step's file; GitHub drops the whole of a larger one, what other programs wrote included.</summary>
    public const int Limit = 1024 * 1024;

    // A program beside this one, as another project of the same build, holds the file for a moment.
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Adds a table. What prevents that is only said: the work that the table describes is done.</summary>
    public static async Task AppendAsync(SummaryTable table, HostEnvironment environment, IReporter reporter)
    {
        if (environment["GITHUB_ACTIONS"] != "true" || environment["GITHUB_STEP_SUMMARY"] is not { Length: > 0 } path)
            return;
        try
        {
            await using var file = await OpenAsync(environment.FullPath(path));
            if (!file.CanSeek)
            {
                reporter.Message(ReportImportance.Normal, $"Nothing was added to the job summary: '{path}' is not a regular file");
                return;
            }
            var text = Encoding.UTF8.GetBytes(table.Markdown);
            if (file.Length + text.Length > Limit)
            {
                reporter.Message(ReportImportance.Normal, "Nothing was added to the job summary: GitHub shows none of more than 1 MiB");
                return;
            }
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            reporter.Message(ReportImportance.Normal, $"Nothing was added to the job summary: {exception.Message}");
        }
    }

    private static async Task<FileStream> OpenAsync(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // To open a pipe for writing alone waits for a reader: https://man7.org/linux/man-pages/man7/fifo.7.html.
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception is not DirectoryNotFoundException && attempt < Attempts)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
