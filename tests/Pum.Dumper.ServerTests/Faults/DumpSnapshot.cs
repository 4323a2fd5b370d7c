using System.Security.Cryptography;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>The bytes of a file, or of all files in a folder, by their hashes.</summary>
internal static class DumpSnapshot
{
    /// <summary>Takes it.</summary>
    public static string Of(string path)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path) : [path];
        return string.Join('\n', files.Order(StringComparer.Ordinal).Select(
            file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));
    }
}
