namespace Pum.Benchmarks;

/// <summary>A folder for everything that the benchmark writes, removed at its end.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum_benchmark_").FullName;

    /// <summary>A full path in the folder.</summary>
    public string this[string path] => Path.Combine(_folder, path);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
