namespace Pum.Dumper.ClientTools;

/// <summary>The command that installs the client tools on this machine.</summary>
internal static class ToolPackages
{
    /// <summary>A sentence to advise with; <paramref name="major"/> where one is needed, else any will do.</summary>
    public static string InstallAdvice(int? major) => Command(major) is { } command
        ? $"Install {(major is null ? "the PostgreSQL client tools" : $"the client tools of PostgreSQL {major} or later")} with '{command}', or name their folder with ToolPath or the variable PUM_TOOL_PATH."
        : $"Install the client tools of PostgreSQL{(major is null ? "" : $" {major} or later")} (https://www.postgresql.org/download/), or name their folder with ToolPath or the variable PUM_TOOL_PATH.";

    private static string? Command(int? major)
    {
        if (OperatingSystem.IsWindows())
            return $"winget install PostgreSQL.PostgreSQL.{major ?? 17}";
        if (OperatingSystem.IsMacOS())
            return major is null ? "brew install libpq" : $"brew install postgresql@{major}";
        if (File.Exists("/usr/bin/apt-get"))
            return major is null ? "sudo apt-get install postgresql-client" : $"sudo apt-get install postgresql-client-{major}";
        if (File.Exists("/usr/bin/dnf"))
            return major is null ? "sudo dnf install postgresql" : $"sudo dnf install postgresql{major}";
        if (File.Exists("/sbin/apk"))
            return major is null ? "apk add postgresql-client" : $"apk add postgresql{major}-client";
        return null;
    }
}
