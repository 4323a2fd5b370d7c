using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>The seeds of an assembly, in a file beside it: what a build knows and a process that runs tests needs to know.</summary>
/// <param name="Seeds">The seeds.</param>
internal sealed record SeedManifest(ImmutableArray<SeedEntry> Seeds)
{
    /// <summary>What the name of the file ends in, after that of the assembly.</summary>
    public const string Extension = ".pumseeds.json";

    private const string List = "seeds";

    // It is a file and no part of a page; paths are to be read by people too.
    private static readonly JsonWriterOptions Json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file.</summary>
    /// <exception cref="PumFailureException">PUM1003.</exception>
    public static SeedManifest Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new([.. document.RootElement.GetProperty(List).EnumerateArray().Select(SeedEntryJson.Read)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PumFailureException(SeedFailures.ManifestUnreadable(path, exception.Message), exception);
        }
    }

    /// <summary>The content of the file.</summary>
    public string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json))
        {
            json.WriteStartObject();
            json.WriteStartArray(List);
            foreach (var seed in Seeds)
                SeedEntryJson.Write(json, seed);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
