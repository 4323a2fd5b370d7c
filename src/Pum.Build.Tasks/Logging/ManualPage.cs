using System.Reflection;
using Pum.Dumper.Failures;

namespace Pum.Build.Tasks.Logging;

/// <summary>The address that a code links to: the manual's page if the package knows its project's address, else PostgreSQL's.</summary>
internal static class ManualPage
{
    private static readonly string? ProjectUrl = typeof(ManualPage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "ProjectUrl")?.Value;

    public static string Of(string code) => Of(code, ProjectUrl);

    internal static string Of(string code, string? projectUrl) => string.IsNullOrEmpty(projectUrl)
        ? HelpPage.Of(code)
        : $"{projectUrl.TrimEnd('/')}/blob/HEAD/docs/errors.md#{code.ToLowerInvariant()}";
}
