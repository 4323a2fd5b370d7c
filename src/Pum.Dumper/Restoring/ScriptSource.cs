using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring;

/// <summary>A plain script.</summary>
internal sealed record ScriptSource : RestoreSource
{
    /// <inheritdoc/>
    public override DumpFormat Format => DumpFormat.Plain;

    /// <inheritdoc/>
    public override DatabaseProperties Properties => DatabaseProperties.Unknown;

    /// <summary>Stub.</summary>
    public static Task<ScriptSource> ReadAsync(DumpFile file, RestoreRequest request, HostEnvironment environment, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override Task<RestoreRun> RunAsync(RestoreContext context, CancellationToken cancellationToken) => throw new NotImplementedException();
}
