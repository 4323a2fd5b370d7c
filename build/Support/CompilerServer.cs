namespace Pum.Build.Support;

/// <summary>
/// A compiler that stays loaded for the builds of one run, under a name that no other run has: a small build takes half of its time
/// with it. The first build that compiles starts it; <see cref="Dispose"/> ends it, and so do ten minutes without work.
/// </summary>
public sealed class CompilerServer : IDisposable
{
    // Of its pipe, too, which lies where the tests look for files of ours.
    private readonly string _name = $"compiler-{Guid.NewGuid():N}";

    /// <summary>What leads builds to it: MSBuild takes the variables for properties.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        new Dictionary<string, string> { ["UseSharedCompilation"] = "true", ["SharedCompilationId"] = _name };

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        var (_, folder) = Command.Capture(
            Repository.Root, [Command.Dotnet, "msbuild", Repository.TestProjects.First(), "-getProperty:RoslynTargetsPath"]);
        var program = Path.Combine(folder.Trim(), "bincore", "VBCSCompiler.dll");
        var (exitCode, output) = Command.Capture(Repository.Root, [Command.Dotnet, program, "-shutdown", $"-pipename:{_name}"]);
        if (exitCode != 0)
            Console.Error.WriteLine($"The compiler server {_name} ends when it has had no work for ten minutes; it could not be ended now: {output}");
    }
}
