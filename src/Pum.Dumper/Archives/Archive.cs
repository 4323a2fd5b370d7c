using System.Collections.Immutable;

namespace Pum.Dumper.Archives;

/// <summary>An archive's header and table of contents; its data stays in the file.</summary>
internal sealed record Archive
{
    /// <summary>The file or folder.</summary>
    public required DumpFile File { get; init; }

    /// <summary>The head.</summary>
    public required ArchiveHeader Header { get; init; }

    /// <summary>The table of contents, in the order of the archive.</summary>
    public required ImmutableArray<ArchiveEntry> Entries { get; init; }

    /// <summary>PostgreSQL's name of the encoding that it is in, or <see langword="null"/> where it does not say.</summary>
    public string? Encoding => Entries.FirstOrDefault(entry => entry.Description == ArchiveText.Entry) is { } entry
        ? ArchiveText.EncodingIn(entry.Statements.Definition)
        : null;

    /// <summary>Where the table of contents ends; in a custom archive the data begins there.</summary>
    public required long EndOfContents { get; init; }

    /// <summary>Reads the header and the table of contents of a custom, directory or tar archive.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003, PUM5002, PUM5003.</exception>
    /// <remarks>No length or count in the file is trusted: memory and time stay in proportion to the file's size.</remarks>
    public static Archive Read(DumpFile file, CancellationToken cancellationToken = default) =>
        DumpReading.Read(file.Path, () => file.Format switch
    {
        DumpFormat.Custom => CustomArchive.Read(file, cancellationToken),
        DumpFormat.Directory => DirectoryArchive.Read(file, cancellationToken),
        DumpFormat.Tar => TarArchive.Read(file, cancellationToken),
        _ => throw new InvalidOperationException("A plain dump has no table of contents."),
    });

    /// <summary>
    /// Reads the archive back without restoring it: whether all data that the table of contents promises is there, whole as far as
    /// can be told without unpacking it.
    /// </summary>
    /// <param name="unpack">Also unpack gzip files of a directory archive, whose end nothing else shows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Failures.PumFailureException">PUM1003, PUM5003.</exception>
    public void Verify(bool unpack = false, CancellationToken cancellationToken = default) => DumpReading.Read<object?>(File.Path, () =>
    {
        switch (File.Format)
        {
            case DumpFormat.Custom: CustomArchive.Verify(this, cancellationToken); break;
            case DumpFormat.Directory: DirectoryArchive.Verify(this, unpack, cancellationToken); break;
            default: TarArchive.Verify(this, cancellationToken); break;
        }
        return null;
    });
}
