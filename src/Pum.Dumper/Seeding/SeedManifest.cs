using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>The seeds of an assembly, in a file beside it: what a build knows and a process that runs tests needs to know.</summary>
/// <param name="Seeds">The seeds.</param>
internal sealed record SeedManifest(ImmutableArray<SeedEntry> Seeds)
{
    /// <summary>What the name of the file ends in, after that of the assembly.</summary>
    public const string Extension = ".pumseeds.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="PumFailureException">PUM1003.</exception>
    public static SeedManifest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SeedManifest>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new PumFailureException(SeedFailures.ManifestUnreadable(path, exception.Message), exception);
        }
    }

    /// <summary>The content of the file.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json) + "\n";
}
