using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Seeding;

/// <summary>A seed as a build describes it.</summary>
internal sealed record SeedEntry
{
    /// <summary>What tests ask for.</summary>
    public required string Name { get; init; }

    /// <summary>The dump: its full path, or one that counts from the manifest's folder.</summary>
    public required string File { get; init; }

    /// <summary>The full path of the dump that was described; it may have been copied since.</summary>
    public string Source { get; init; } = "";

    /// <summary>SHA-256 of the dump when it was described, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its size then, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When it was last written then, in UTC.</summary>
    public required DateTime Written { get; init; }

    /// <summary>The file in which a user defined the seed.</summary>
    public required string DefinedIn { get; init; }

    /// <summary>Files of SQL that are run on the template, paths as <see cref="File"/>.</summary>
    public ImmutableArray<string> Prepare { get; init; } = [];

    /// <summary>Where the files in <see cref="Prepare"/> were copied from, full paths in the same order; empty where they were not.</summary>
    public ImmutableArray<string> PrepareSources { get; init; } = [];

    /// <summary>Name of the service that leads to the server, or <see langword="null"/>.</summary>
    public string? Service { get; init; }

    /// <summary>Name of the environment variable that holds the connection string, or <see langword="null"/>.</summary>
    public string? ConnectionStringVariable { get; init; }

    /// <inheritdoc cref="RestoreRequest.Filter"/>
    public ObjectFilter? Filter { get; init; }

    /// <inheritdoc cref="RestoreRequest.ExcludeDependents"/>
    public bool ExcludeDependents { get; init; }

    /// <inheritdoc cref="RestoreRequest.SchemaOnly"/>
    public bool SchemaOnly { get; init; }

    /// <inheritdoc cref="RestoreRequest.NoOwner"/>
    public bool? NoOwner { get; init; }

    /// <inheritdoc cref="RestoreRequest.NoPrivileges"/>
    public bool? NoPrivileges { get; init; }

    /// <inheritdoc cref="RestoreRequest.NoTablespaces"/>
    public bool? NoTablespaces { get; init; }

    /// <inheritdoc cref="RestoreRequest.NoSubscriptions"/>
    public bool? NoSubscriptions { get; init; }

    /// <inheritdoc cref="RestoreRequest.IgnoreErrors"/>
    public bool IgnoreErrors { get; init; }

    /// <inheritdoc cref="RestoreRequest.TrustDump"/>
    public bool TrustDump { get; init; }

    /// <inheritdoc cref="RestoreRequest.BaseTemplate"/>
    public string BaseTemplate { get; init; } = RestoreRequest.PlainTemplate;

    /// <inheritdoc cref="RestoreRequest.AdditionalOptions"/>
    public string AdditionalOptions { get; init; } = "";

    /// <summary>The connection that the seed itself names, or <see langword="null"/>.</summary>
    public ConnectionRequest? OwnConnection => Service is null && ConnectionStringVariable is null
        ? null
        : new() { Service = Service, ConnectionStringVariable = ConnectionStringVariable };

    /// <summary>What its template is made of.</summary>
    /// <param name="folder">The folder from which its paths count.</param>
    /// <param name="caller">Who asks, as users know it.</param>
    /// <param name="connection">The server.</param>
    public SeedDefinition Define(string folder, string caller, ConnectionRequest connection) => new()
    {
        Name = Name,
        Caller = caller,
        Connection = connection,
        BaseDirectory = folder,
        Dump = new()
        {
            Caller = caller,
            Connection = connection,
            File = Path.Combine(folder, File),
            BaseDirectory = folder,
            Filter = Filter ?? ObjectFilter.None,
            ExcludeDependents = ExcludeDependents,
            SchemaOnly = SchemaOnly,
            NoOwner = NoOwner,
            NoPrivileges = NoPrivileges,
            NoTablespaces = NoTablespaces,
            NoSubscriptions = NoSubscriptions,
            IgnoreErrors = IgnoreErrors,
            TrustDump = TrustDump,
            BaseTemplate = BaseTemplate,
            AdditionalOptions = AdditionalOptions,
        },
        DumpSha256 = Sha256,
        Preparations =
        [
            .. Prepare.Select((script, index) => new ScriptPreparation(
                Path.Combine(folder, script), index < PrepareSources.Length ? PrepareSources[index] : null)),
        ],
    };
}
