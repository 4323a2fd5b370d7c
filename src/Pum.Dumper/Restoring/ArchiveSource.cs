using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;

namespace Pum.Dumper.Restoring;

/// <summary>An archive: custom, directory or tar.</summary>
internal sealed record ArchiveSource(Archive Archive, ImmutableArray<string> Additional) : RestoreSource
{
    /// <inheritdoc/>
    public override DumpFormat Format => Archive.Header.Format;

    /// <inheritdoc/>
    public override DatabaseProperties Properties =>
        Archive.Entries.FirstOrDefault(entry => entry.Description == "DATABASE") is { } database
            ? DatabaseProperties.FromCreateDatabase(database.Definition)
            : DatabaseProperties.Unknown;

    /// <summary>Reads the table of contents and walks the data.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1001, PUM5002, PUM5003.</exception>
    public static ArchiveSource Read(DumpFile file, RestoreRequest request, CancellationToken cancellationToken)
    {
        var additional = AdditionalOptions.Parse(request.AdditionalOptions, OwnedOptions.PgRestore);
        var archive = Archive.Read(file);
        archive.Verify(cancellationToken: cancellationToken);
        return new(archive, additional);
    }

    /// <inheritdoc/>
    public override Task CheckAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        if (context.OneTransaction)
            ArchiveCheck.Run(Archive, context.Request);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task<RestoreRun> RestoreAsync(RestoreContext context, CancellationToken cancellationToken) =>
        new ArchiveRestore(context, Archive, Additional).RunAsync(cancellationToken);
}
