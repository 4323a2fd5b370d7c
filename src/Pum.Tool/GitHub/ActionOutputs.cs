using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pum.Dumper;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;

namespace Pum.Tool.GitHub;

/// <summary>
/// The outputs of the action, in the file that <c>GITHUB_OUTPUT</c> names
/// (<see href="https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter">Setting an
/// output parameter</see>).
/// </summary>
internal sealed class ActionOutputs(string file)
{
    /// <summary>Writes those of a command that succeeded.</summary>
    /// <exception cref="PumFailureException">PUM1003, PUM1004.</exception>
    public async Task WriteAsync(JsonObject outcome, HostEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment["GITHUB_OUTPUT"] is not { Length: > 0 } place)
            return;
        var text = new StringBuilder();
        Add("server-version", (string?)outcome["serverVersion"]);
        if (file.Length > 0)
        {
            // A restore gives back nothing about its dump.
            var path = (string?)outcome["file"] ?? FilePath.Of(file, environment.BaseDirectory);
            var digest = (string?)outcome["sha256"] is { } sha256
                ? new((long)outcome["size"]!, sha256)
                : await ReadAsync(() => DumpDigest.OfAsync(path, cancellationToken), path);
            Add("file", path);
            Add("sha256", digest.Sha256);
            Add("size", digest.Size.ToString(CultureInfo.InvariantCulture));
            Add("cache-key", (await ReadAsync(() => DumpDigest.OfContentAsync(path, cancellationToken), path)).Sha256);
        }
        try
        {
            await File.AppendAllTextAsync(environment.FullPath(place), text.ToString(), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ActionFailures.OutputsNotWritten(exception.Message), exception);
        }

        void Add(string name, string? value)
        {
            // A name with line breaks in it must not set outputs of its own, so that nobody knows the delimiter beforehand.
            var delimiter = $"end_{Guid.NewGuid():N}";
            text.Append(CultureInfo.InvariantCulture, $"{name}<<{delimiter}\n{value}\n{delimiter}\n");
        }
    }

    private static async Task<DumpDigest> ReadAsync(Func<Task<DumpDigest>> read, string path)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(path, exception.Message), exception);
        }
    }
}
