using System.Collections.Immutable;
using System.Xml.Linq;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>The packages as a release makes them: from a clone of its own, by the steps of the workflow.</summary>
/// <param name="Folder">The clone.</param>
/// <param name="Commit">What was checked out.</param>
internal sealed record ReleasedPackages(string Folder, string Commit)
{
    /// <summary>The address of the repository, which is not there.</summary>
    public const string Address = $"{Server}/{Name}";

    private const string Server = "https://github.com";
    private const string Name = "somebody/something";

    private static readonly Lazy<Task<TestFolder>> Origin = new(CommitAsync);
    private static readonly Lazy<Task<ReleasedPackages>> Packed = new(PackAgainAsync);

    /// <summary>The version that the tag names.</summary>
    public static string Version { get; } = Repository.Version + "-rc.1";

    /// <summary>The names of the packages, in order.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => XDocument.Load(project).Descendants("IsPackable").Any(property => property.Value == "true"))
            .Select(project => Path.GetFileNameWithoutExtension(project)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The systems for which a release has the tasks compiled ahead.</summary>
    public static ImmutableArray<string> Runtimes { get; } =
        [.. Workflow.Job("release", "package").Steps.Single(step => step.Name == "Pack").Node.Get("env")!.Text("AheadRuntimes")!.Split(';')];

    private static bool HasGit => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "git")));

    /// <summary>The packages, made once for all tests of a run.</summary>
    public static Task<ReleasedPackages> GetAsync() => Packed.Value;

    /// <summary>Makes the packages of the same commit in another folder.</summary>
    public static async Task<ReleasedPackages> PackAgainAsync()
    {
        if (!HasGit)
            Assert.Inconclusive("git is not installed here.");
        var folder = new TestFolder();
        TestServer.AtEnd.Add(folder.Dispose);
        await GitAsync(folder.FullName, "clone", "--quiet", (await Origin.Value).FullName, ".");
        await GitAsync(folder.FullName, "remote", "set-url", "origin", Address);
        var run = await StepAsync("Pack", folder.FullName, new()
        {
            ["CI"] = "true",
            ["GITHUB_SERVER_URL"] = Server,
            ["GITHUB_REPOSITORY"] = Name,
            ["GITHUB_REF_NAME"] = $"v{Version}",
            // The analyzers looked at these sources when these tests were built; they take longer than everything else.
            ["RunAnalyzers"] = "false",
        });
        run.Succeeds();
        return new(folder.FullName, (await GitAsync(folder.FullName, "rev-parse", "HEAD")).Output.Trim());
    }

    /// <summary>Runs the script of a step with the shell of GitHub's runners.</summary>
    public static Task<BuildRun> StepAsync(string name, string folder, Dictionary<string, string?> variables)
    {
        var script = Workflow.Job("release", "package").Steps.Single(step => step.Name == name).Run;
        return BuildRun.RunAsync(folder, "/bin/bash", ["-e", "-c", script], variables);
    }

    /// <summary>Copies what a package is made of.</summary>
    public static void CopySources(TestFolder folder)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git"));
        foreach (var path in sources)
            folder.Write(path, File.ReadAllText(Path.Combine(Repository.Root, path)));
    }

    /// <summary>The file of a package.</summary>
    public string FileOf(string package) => Path.Combine(Folder, "feed", $"{package}.{Version}.nupkg");

    private static async Task<TestFolder> CommitAsync()
    {
        var folder = new TestFolder();
        TestServer.AtEnd.Add(folder.Dispose);
        CopySources(folder);
        await GitAsync(folder.FullName, "init", "--quiet");
        await GitAsync(folder.FullName, "add", ".");
        await GitAsync(folder.FullName, "config", "user.name", "Somebody");
        await GitAsync(folder.FullName, "config", "user.email", "somebody@example.org");
        await GitAsync(folder.FullName, "commit", "--quiet", "--no-gpg-sign", "--message", "Begin");
        return folder;
    }

    private static async Task<BuildRun> GitAsync(string folder, params string[] arguments) =>
        (await BuildRun.RunAsync(folder, "git", arguments)).Succeeds();
}
