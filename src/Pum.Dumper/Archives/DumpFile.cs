using Pum.Dumper.Files;

namespace Pum.Dumper.Archives;

/// <summary>A dump whose format is known from its content; its name says nothing.</summary>
internal sealed record DumpFile
{
    private readonly string? _readPath;

    /// <summary>Full path of the file, or of the folder of a directory archive, for people.</summary>
    public required string Path { get; init; }

    /// <summary>The path by which it is read.</summary>
    public string ReadPath
    {
        get => _readPath ?? Path;
        init => _readPath = value;
    }

    /// <summary>The format.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>Whether a plain dump is compressed with gzip as a whole.</summary>
    public bool GzipCompressed { get; init; }

    /// <summary>Bytes of the file; of a folder 0.</summary>
    public long Length { get; init; }

    /// <summary>Whether pg_restore reads it, not psql.</summary>
    public bool IsArchive => Format != DumpFormat.Plain;

    /// <summary>Opens what a path leads to, through links.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003.</exception>
    public static HeldFile Open(string path)
    {
        try
        {
            return HeldFile.Open(path);
        }
        catch (IOException exception)
        {
            throw new Failures.PumFailureException(Failures.ArchiveFailures.LinkNotFollowed(path, exception.Message), exception);
        }
    }

    /// <summary>Finds out what a file or folder is.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003, PUM5002, PUM5003.</exception>
    public static DumpFile Recognise(string path, CancellationToken cancellationToken = default) =>
        DumpReading.Read(path, () => Recognise(path, path, cancellationToken));

    /// <summary>The same of one that is held open.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003, PUM5002, PUM5003.</exception>
    public static DumpFile Recognise(HeldFile file, CancellationToken cancellationToken) => DumpReading.Read(file.Name, () =>
        file.Failure is null ? Recognise(file.Name, file.Path, cancellationToken)
        : UnixFile.IsStream(file.Name) ? throw new Failures.PumFailureException(Failures.ArchiveFailures.NoFile(file.Name))
        : throw file.Failure);

    private static DumpFile Recognise(string path, string readPath, CancellationToken cancellationToken) => Directory.Exists(readPath)
        ? DumpRecogniser.Folder(path, readPath, cancellationToken)
        : DumpRecogniser.File(path, readPath, cancellationToken);
}
