using Microsoft.Build.Framework;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;

namespace Pum.Build.Tasks.Parameters;

/// <summary>A path: an item, because under <c>-mt</c> the process's current directory is not the project's, but an item knows.</summary>
internal static class PathParameter
{
    /// <summary>The full path, counted from the project; <see langword="null"/> where absent.</summary>
    public static string? FullPath(ITaskItem? item) =>
        string.IsNullOrEmpty(item?.ItemSpec) ? null : Path.TrimEndingDirectorySeparator(item.GetMetadata("FullPath"));

    /// <summary>
    /// The full path of a file that must be named. <c>..</c> stays in it: MSBuild's <c>FullPath</c> removes it as text, which names
    /// a different file after a folder that is a link.
    /// </summary>
    /// <exception cref="PumFailureException">PUM1001: it is absent.</exception>
    public static string RequiredFile(ITaskItem? item, string baseDirectory, string purpose)
    {
        var full = FullPath(item) ?? throw new PumFailureException(TaskFailures.MissingParameter("File", purpose, "snap.dump"));
        var written = FilePath.Of(item!.ItemSpec, baseDirectory);
        // Only the full path of an item shows that it is relative to a folder other than this project's.
        return Path.GetFullPath(written, baseDirectory) == full ? written : full;
    }
}
