using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>What an assembly says about how it was compiled and where its sources are.</summary>
internal sealed class AssemblySymbols
{
    // https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private AssemblySymbols(bool isReproducible, bool isEmbedded) => (IsReproducible, IsEmbedded) = (isReproducible, isEmbedded);

    /// <summary>Whether the same sources give the same bytes.</summary>
    public bool IsReproducible { get; }

    /// <summary>Whether the assembly holds its symbols.</summary>
    public bool IsEmbedded { get; }

    /// <summary>The sources that the symbols do not hold themselves.</summary>
    public ImmutableArray<string> Sources { get; private init; } = [];

    /// <summary>Paths of sources, each with the address that leads there; both end in <c>*</c>.</summary>
    public ImmutableDictionary<string, string> Links { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Reads it.</summary>
    public static AssemblySymbols Of(byte[] assembly)
    {
        using var image = new PEReader([.. assembly]);
        var entries = image.ReadDebugDirectory();
        var isReproducible = entries.Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        if (entries.Where(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb).ToList() is not [var embedded])
            return new(isReproducible, isEmbedded: false);
        using var provider = image.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var symbols = provider.GetMetadataReader();
        return new(isReproducible, isEmbedded: true)
        {
            Sources =
            [
                .. symbols.Documents.Where(document => !Information(symbols, document, EmbeddedSource).Any())
                    .Select(document => symbols.GetString(symbols.GetDocument(document).Name)),
            ],
            Links = Information(symbols, EntityHandle.ModuleDefinition, SourceLink)
                .SelectMany(json => JsonDocument.Parse(Encoding.UTF8.GetString(json)).RootElement.GetProperty("documents").EnumerateObject())
                .ToImmutableDictionary(link => link.Name, link => link.Value.GetString()!),
        };
    }

    private static IEnumerable<byte[]> Information(MetadataReader symbols, EntityHandle of, Guid kind) =>
        from handle in symbols.GetCustomDebugInformation(of)
        let information = symbols.GetCustomDebugInformation(handle)
        where symbols.GetGuid(information.Kind) == kind
        select symbols.GetBlobBytes(information.Value);
}
