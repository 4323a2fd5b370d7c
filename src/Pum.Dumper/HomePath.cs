namespace Pum.Dumper;

/// <summary>Paths as people write them.</summary>
internal static class HomePath
{
    /// <summary>The path with the home folder written as <c>~</c>.</summary>
    public static string Abbreviate(this HostEnvironment environment, string path)
    {
        var home = environment.HomeDirectory.TrimEnd('/', '\\');
        var comparison = environment.IsWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return home.Length > 0 && path.Length > home.Length && path.StartsWith(home, comparison) && path[home.Length] is '/' or '\\'
            ? "~" + path[home.Length..]
            : path;
    }
}
