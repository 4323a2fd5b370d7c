using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pum.Dumper;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Parameters;

namespace Pum.Tool.GitHub;

/// <summary>
/// The outputs of the action, in the file that <c>GITHUB_OUTPUT</c> names
/// (<see href="https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter">Setting an
/// output parameter</see>).
/// </summary>
internal sealed class ActionOutputs(string file)
{
    /// <summary>Writes those of a command that succeeded, and gives what prevented that: PUM1004.</summary>
    public async Task<PumFailure?> WriteAsync(JsonObject outcome, HostEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment["GITHUB_OUTPUT"] is not { Length: > 0 } written)
            return null;
        var place = environment.FullPath(written);
        try
        {
            var text = await TextAsync(outcome, environment, cancellationToken);
            // To open a pipe waits for a reader.
            if (UnixFile.IsStream(place))
                return ActionFailures.OutputsNotWritten($"'{place}' is not a regular file", "");
            await File.AppendAllTextAsync(place, text, cancellationToken);
            return null;
        }
        catch (OperationCanceledException)
        {
            return ActionFailures.OutputsNotWritten("the step was stopped", "");
        }
        catch (PumFailureException exception)
        {
            return ActionFailures.OutputsNotWritten(exception.Failure.Message, exception.Failure.Advice);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ActionFailures.OutputsNotWritten(exception.Message, "Look for a full disk on the runner.");
        }
    }

    private async Task<string> TextAsync(JsonObject outcome, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        Add("server-version", (string?)outcome["serverVersion"]);
        if (file.Length > 0)
        {
            // The outcome of a restore says nothing about its dump.
            var path = (string?)outcome["file"] ?? FilePath.Of(file, environment.BaseDirectory);
            var (whole, content) = await ReadAsync(path, cancellationToken);
            Add("file", path);
            Add("sha256", whole.Sha256);
            Add("size", whole.Size.ToString(CultureInfo.InvariantCulture));
            Add("cache-key", content.Sha256);
        }
        return text.ToString();

        void Add(string name, string? value)
        {
            // A name with line breaks in it must not set outputs of its own, so that nobody knows the delimiter beforehand.
            var delimiter = $"end_{Guid.NewGuid():N}";
            text.Append(CultureInfo.InvariantCulture, $"{name}<<{delimiter}\n{value}\n{delimiter}\n");
        }
    }

    private static async Task<(DumpDigest Whole, DumpDigest Content)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await DumpDigest.WithContentAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(path, exception.Message), exception);
        }
    }
}
