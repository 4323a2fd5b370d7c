namespace Pum.Build.Support;

/// <summary>Where things are in the repository.</summary>
public static class Repository
{
    /// <summary>Its root: the folder above the script's.</summary>
    public static string Root { get; } = Path.GetDirectoryName(
        AppContext.GetData("EntryPointFileDirectoryPath") as string ?? throw new SetupException("Start the script with: dotnet run build/NAME.cs"))!;

    /// <summary>The test projects.</summary>
    public static IEnumerable<string> TestProjects => Directory.EnumerateDirectories(Path.Combine(Root, "tests"))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*Tests.csproj")).Order(StringComparer.Ordinal);
}
