using System.ComponentModel;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// A file system with more room than the memory that it is kept in, as a thin volume may be: what is written seems to be there until it is
/// flushed.
/// </summary>
internal sealed class OverbookedDisk : IDisposable
{
    private readonly Tmpfs _memory;
    private readonly string _folder;

    private OverbookedDisk(Tmpfs memory, string folder) => (_memory, _folder) = (memory, folder);

    /// <summary>Mounts one; the test is inconclusive where that is not allowed.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="memory">A folder for what it is kept in.</param>
    /// <param name="size">The room that there is.</param>
    /// <param name="promised">The room that it seems to have, in bytes.</param>
    public static OverbookedDisk Mount(string folder, string memory, string size, long promised)
    {
        var disk = new OverbookedDisk(Tmpfs.Mount(memory, $"size={size}"), Directory.CreateDirectory(folder).FullName);
        var image = Path.Combine(memory, "image");
        using (var file = File.Create(image))
            file.SetLength(promised);
        try
        {
            if (Tmpfs.Run("mke2fs", "-q", "-t", "ext2", "-m", "0", image).ExitCode == 0
                && Tmpfs.Run("mount", "-o", "loop", image, folder).ExitCode == 0)
                return disk;
        }
        catch (Win32Exception)
        {
            // There is no such program.
        }

        disk._memory.Dispose();
        throw new AssertInconclusiveException("A file system in a file takes mke2fs and a loop device.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tmpfs.Run("umount", "--lazy", _folder);
        _memory.Dispose();
    }
}
