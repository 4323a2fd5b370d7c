using Pum.Benchmarks.Measuring;
using Pum.Dumper.Servers;

namespace Pum.Benchmarks.Subjects;

/// <summary>The data of a temporary server on disk: where there is room, such a server has it in memory.</summary>
internal sealed class DiskCopy : IDisposable
{
    // The other folder for temporary files, which systems keep on a disk.
    private const string Disk = "/var/tmp";

    // Root's server runs as another user, who is to get through to the data.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;

    private readonly string _folder;

    private DiskCopy(string folder) => _folder = folder;

    /// <summary>Moves the data, with the server stopped meanwhile; <see langword="null"/> if they are on disk already.</summary>
    public static async Task<DiskCopy?> MoveAsync(TemporaryServer server)
    {
        if (OperatingSystem.IsWindows() || !server.DataDirectory.StartsWith("/dev/shm/", StringComparison.Ordinal))
            return null;
        var copy = new DiskCopy(Directory.CreateDirectory(Path.Combine(Disk, $"pum_benchmark_{Guid.NewGuid():N}")).FullName);
        try
        {
            File.SetUnixFileMode(copy._folder, Mode);
            await copy.FillAsync(server);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task FillAsync(TemporaryServer server)
    {
        await server.StopAsync(ServerStop.Fast);
        var data = Path.Combine(_folder, "data");
        await MeasuredProcess.RunAsync("cp", ["-a", server.DataDirectory, data], new Dictionary<string, string>());
        Directory.Delete(server.DataDirectory, recursive: true);
        Directory.CreateSymbolicLink(server.DataDirectory, data);
        // The configuration includes a file of the folder above; PostgreSQL 13 looks for it above where the link leads.
        foreach (var settings in Directory.EnumerateFiles(Path.GetDirectoryName(server.DataDirectory)!, "*.conf"))
            File.CreateSymbolicLink(Path.Combine(_folder, Path.GetFileName(settings)), settings);
        await server.StartAgainAsync();
    }
}
