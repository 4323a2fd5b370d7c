using System.Collections.Immutable;
using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>A kind of content that is passed by mistake where a dump is wanted.</summary>
/// <param name="Start">
/// The bytes it begins with; letters in any case, after a byte-order mark and white space, where <paramref name="IsText"/>.
/// </param>
/// <param name="What">What it is, to follow <c>it is</c>.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="IsText">Whether it is text.</param>
internal sealed record KnownContent(string Start, string What, string Advice, bool IsText = false)
{
    private const string Unpack = "Unpack it and pass what is in it.";
    private const string Decrypt = "Decrypt it first.";
    private const string Look = "Look into it: a download may have saved an error in place of the dump.";
    private const string OtherFile = "Check the path: it leads to a file other than the dump.";
    private const string Redirected = "Windows PowerShell rewrites what > and Out-File receive: let pg_dump write the file itself, with --file.";
    private const string OtherDatabase = "Only dumps of PostgreSQL can be restored.";

    private static readonly ImmutableArray<KnownContent> All =
    [
        new("version https://git-lfs", "a Git LFS pointer, not the file it stands for", "Run git lfs pull, and have the CI's checkout fetch LFS files.", IsText: true),
        new("version https://hawser", "a Git LFS pointer, not the file it stands for", "Run git lfs pull, and have the CI's checkout fetch LFS files.", IsText: true),
        new("\xFF\xFE\0\0", "text in UTF-32", Redirected),
        new("\xFF\xFE", "text in UTF-16", Redirected),
        new("\xFE\xFF", "text in UTF-16", Redirected),
        new("\xEF\xBB\xBFPGDMP", "an archive of pg_dump that another program converted to text", Redirected),
        new("PK\x03\x04", "a zip archive", Unpack),
        new("PK\x05\x06", "a zip archive", Unpack),
        new("\xFD" + "7zXZ\0", "a file compressed with xz", "Unpack it first: unxz."),
        new("\x28\xB5\x2F\xFD", "a file compressed with zstd as a whole", "Unpack it first: unzstd."),
        new("\x04\x22\x4D\x18", "a file compressed with lz4 as a whole", "Unpack it first: unlz4."),
        new("BZh", "a file compressed with bzip2", "Unpack it first: bunzip2."),
        new("7z\xBC\xAF\x27\x1C", "a 7-Zip archive", Unpack),
        new("Rar!\x1A\x07", "a RAR archive", Unpack),
        new("SQLite format 3\0", "an SQLite database", OtherDatabase),
        new("\x89PNG\r\n", "a PNG image", OtherFile),
        new("\xFF\xD8\xFF", "a JPEG image", OtherFile),
        new("GIF8", "a GIF image", OtherFile),
        new("%PDF-", "a PDF document", Look),
        new("age-encryption.org/", "a file encrypted with age", Decrypt, IsText: true),
        new("-----BEGIN PGP MESSAGE", "a file encrypted with PGP", Decrypt, IsText: true),
        new("<!doctype html", "an HTML page", Look, IsText: true),
        new("<html", "an HTML page", Look, IsText: true),
        new("<", "an XML document", Look, IsText: true),
        new("{", "a JSON document", Look, IsText: true),
        new("-- MySQL dump", "a dump of MySQL", OtherDatabase, IsText: true),
        new("-- MariaDB dump", "a dump of MariaDB", OtherDatabase, IsText: true),
    ];

    private static readonly KnownContent Empty = new("", "empty", "The dump that should have written it may have failed: make it again.");
    private static readonly KnownContent Utf16 = new("", "text in UTF-16", Redirected);
    private static readonly KnownContent Binary = new("", "a binary file of unknown kind", "Pass a file that pg_dump wrote.");

    /// <summary>Names the content of a file that is not an archive; <see langword="null"/> where it can pass for a script.</summary>
    public static KnownContent? Find(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            return Empty;
        var text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 256)]);
        var trimmed = (text.StartsWith("\xEF\xBB\xBF", StringComparison.Ordinal) ? text[3..] : text).TrimStart(' ', '\t', '\r', '\n');
        foreach (var known in All)
        {
            if (known.IsText
                ? trimmed.StartsWith(known.Start, StringComparison.OrdinalIgnoreCase)
                : text.StartsWith(known.Start, StringComparison.Ordinal))
                return known;
        }
        if (!head.Contains((byte)0))
            return null;
        return IsUtf16(head) ? Utf16 : Binary;
    }

    /// <summary>A name from a file, fit for a message: on one line and not too long.</summary>
    public static string Quote(string name)
    {
        var shown = string.Concat(name.Take(60).Select(character => char.IsControl(character) ? ' ' : character));
        return $"'{shown}{(name.Length > 60 ? "…" : "")}'";
    }

    /// <summary>UTF-16 without a byte-order mark: every other byte of a mostly English text is NUL.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] != 0)
                continue;
            if (i % 2 == 0) even++;
            else odd++;
        }
        var (most, fewest) = (Math.Max(even, odd), Math.Min(even, odd));
        return most * 2 >= head.Length * 0.7 && fewest * 2 <= head.Length * 0.02;
    }
}
