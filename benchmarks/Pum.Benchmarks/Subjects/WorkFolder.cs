namespace Pum.Benchmarks.Subjects;

/// <summary>A folder for everything that the benchmark writes, removed at its end.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pum_benchmark_").FullName;

    /// <summary>A full path in the folder.</summary>
    public string this[string path] => Path.Combine(_folder, path);

    /// <summary>Where it is, in words.</summary>
    public string Place => OperatingSystem.IsLinux() && new DriveInfo(_folder).DriveFormat == "tmpfs" ? "in memory" : "on disk";

    /// <summary>Size of a file, or of all files in a folder.</summary>
    public static long SizeOf(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : new FileInfo(path).Length;

    /// <summary>Removes a file or a folder, if it is there.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
