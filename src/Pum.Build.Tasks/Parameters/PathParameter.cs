using Microsoft.Build.Framework;
using Pum.Dumper.Failures;

namespace Pum.Build.Tasks.Parameters;

/// <summary>A path: an item, because under <c>-mt</c> the process's current directory is not the project's, but an item knows.</summary>
internal static class PathParameter
{
    /// <summary>The full path, counted from the project; <see langword="null"/> where absent.</summary>
    public static string? FullPath(ITaskItem? item) =>
        string.IsNullOrEmpty(item?.ItemSpec) ? null : Path.TrimEndingDirectorySeparator(item.GetMetadata("FullPath"));

    /// <summary>The full path of a file that must be named.</summary>
    /// <exception cref="PumFailureException">PUM1001: it is absent.</exception>
    public static string RequiredFile(ITaskItem? item, string purpose) =>
        FullPath(item) ?? throw new PumFailureException(TaskFailures.MissingParameter("File", purpose, "snap.dump"));
}
