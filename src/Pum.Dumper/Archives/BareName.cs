using System.Buffers;

namespace Pum.Dumper.Archives;

/// <summary>The file names that pg_dump writes into an archive: <c>3382.dat</c>, <c>blob_16432.dat</c>, <c>blobs_3521.toc</c>.</summary>
/// <remarks>
/// pg_restore opens whatever is named there, also <c>../secret.txt</c>, and loads it into a table. What is made of these characters
/// alone cannot leave the folder, not even on Windows.
/// </remarks>
internal static class BareName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Whether a name stays in its folder.</summary>
    public static bool IsBare(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.' && !name.AsSpan().ContainsAnyExcept(Allowed);
}
