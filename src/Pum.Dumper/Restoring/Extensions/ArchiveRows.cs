using System.Globalization;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Files;

namespace Pum.Dumper.Restoring.Extensions;

/// <summary>Reads rows out of an archive with pg_restore, which knows every way in which they may be packed.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Tool">pg_restore.</param>
/// <param name="WorkingDirectory">The folder it runs in.</param>
internal sealed record ArchiveRows(Archive Archive, InstalledTool Tool, string WorkingDirectory)
{
    /// <summary>How many characters are kept at most. An extension's tables of settings are small.</summary>
    private const int Most = 16 * 1024 * 1024;

    private const string End = @"\.";

    /// <summary>
    /// The rows of a table as COPY has them, each with how often it is there, or <see langword="null"/> where they are too many or cannot be
    /// read.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, int>?> ReadAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var (length, isRead) = (0L, false);
        using var list = PrivateFile.Create(string.Create(CultureInfo.InvariantCulture, $"{entry.DumpId};\n"));
        var run = new ToolRun
        {
            Program = Tool.Path,
            Arguments =
            [
                "--format=" + Archive.Header.Format.ToString().ToLowerInvariant(), "--data-only", "--use-list=" + list.Path, "--file=-", Archive.File.ReadPath,
            ],
            WorkingDirectory = WorkingDirectory,
            ReadOutput = async (output, token) =>
            {
                using var reader = new StreamReader(output, EncodingOf(Archive));
                var isRow = false;
                while (await reader.ReadLineAsync(token) is { } line)
                {
                    if (!isRow)
                    {
                        isRow = !isRead && line.StartsWith("COPY ", StringComparison.Ordinal);
                    }
                    else if (line == End)
                    {
                        (isRow, isRead) = (false, true);
                    }
                    else if ((length += line.Length) <= Most)
                    {
                        rows[line] = rows.GetValueOrDefault(line) + 1;
                    }
                }
            },
        };
        var (exitCode, _) = await run.RunAsync(cancellationToken);
        return exitCode == 0 && isRead && length <= Most ? rows : null;
    }

    private static Encoding EncodingOf(Archive archive) =>
        archive.Encoding is { } name && PostgresEncoding.Find(name) is { } encoding ? encoding : Encoding.UTF8;
}
