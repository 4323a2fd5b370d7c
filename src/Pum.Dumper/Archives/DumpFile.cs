using Pum.Dumper.Files;

namespace Pum.Dumper.Archives;

/// <summary>A dump whose format is known from its content; its name says nothing.</summary>
internal sealed record DumpFile
{
    /// <summary>Full path of the file, or of the folder of a directory archive.</summary>
    public required string Path { get; init; }

    /// <summary>The format.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>Whether a plain dump is compressed with gzip as a whole.</summary>
    public bool GzipCompressed { get; init; }

    /// <summary>Whether pg_restore reads it, not psql.</summary>
    public bool IsArchive => Format != DumpFormat.Plain;

    /// <summary>The file that a path leads to, through links.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003.</exception>
    public static string Find(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (IOException exception)
        {
            throw new Failures.PumFailureException(Failures.ArchiveFailures.LinkNotFollowed(path, exception.Message), exception);
        }
    }

    /// <summary>Finds out what a file or folder is.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003, PUM5002, PUM5003.</exception>
    public static DumpFile Recognise(string path, CancellationToken cancellationToken = default) =>
        Guarded.Read(path, () => Directory.Exists(path) ? DumpRecogniser.Folder(path, cancellationToken)
            : DumpRecogniser.File(path, cancellationToken));
}
