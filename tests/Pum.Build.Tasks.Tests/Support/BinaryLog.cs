using System.IO.Compression;
using System.Text;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>A binary log, unpacked for a search of its bytes.</summary>
/// <param name="Events">What the build did; strings are in it as they are.</param>
/// <param name="Files">The projects and imports that the log embeds.</param>
internal sealed record BinaryLog(string Events, string Files)
{
    public static async Task<BinaryLog> ReadAsync(string path)
    {
        using var content = new MemoryStream();
        await using (var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            await zipped.CopyToAsync(content);
        var bytes = content.ToArray();
        var start = bytes.AsSpan().IndexOf("PK\u0003\u0004"u8);
        Assert.IsGreaterThanOrEqualTo(0, start, "The log embeds no archive of project files.");
        // The end record has 22 bytes: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
        var end = bytes.AsSpan().LastIndexOf("PK\u0005\u0006"u8) + 22;
        var files = new StringBuilder();
        using var archive = new ZipArchive(new MemoryStream(bytes[start..end]));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            files.AppendLine(await reader.ReadToEndAsync());
        }
        return new(Encoding.UTF8.GetString(bytes[..start]) + Encoding.UTF8.GetString(bytes[end..]), files.ToString());
    }
}
