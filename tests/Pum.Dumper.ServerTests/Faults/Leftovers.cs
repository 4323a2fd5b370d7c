using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Enumeration;
using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>What a broken-off run could leave behind, found by the very queries and globs that the manual gives its readers.</summary>
internal sealed partial class Leftovers
{
    private readonly ImmutableHashSet<string> _temporaryBefore;

    private Leftovers() => _temporaryBefore = [.. TemporaryFiles()];

    /// <summary>The page that makes the promises.</summary>
    public static string Page { get; } = File.ReadAllText(Path.Combine(RepositoryRoot, "docs", "guarantees.md")).ReplaceLineEndings("\n");

    /// <summary>The queries, one for each kind of thing.</summary>
    public static ImmutableArray<string> Queries { get; } =
        [.. Block("sql").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The globs: the first counts from the dump's folder, the second from the one for temporary files.</summary>
    public static ImmutableArray<string> Globs { get; } = [.. Glob().Matches(Block("console")).Select(match => match.Groups[1].Value)];

    /// <summary>The expression that finds the client tools' command lines.</summary>
    public static Regex CommandLine { get; } = new(Grep().Match(Block("console")).Groups[1].Value, RegexOptions.CultureInvariant);

    /// <summary>The folder of the repository.</summary>
    public static string RepositoryRoot =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    /// <summary>Remembers what other builds have in the folder for temporary files.</summary>
    public static Leftovers Watch() => new();

    /// <summary>Fails the test where something stays: the server needs a moment to see that a client is gone.</summary>
    public async Task AreNoneAsync(TestFolder folder, TestDatabase database)
    {
        var found = ImmutableArray<string>.Empty;
        await Eventually.IsTrueAsync(
            async () => (found = await FindAsync(folder, database, database.Name)).IsEmpty,
            () => $"nothing is left behind:\n{string.Join('\n', found)}");
    }

    /// <summary>What there is; the processes are those whose command line names the database so.</summary>
    public async Task<ImmutableArray<string>> FindAsync(TestFolder folder, TestDatabase database, string name) =>
        [.. await OnServerAsync(database), .. Files(folder), .. Processes(name)];

    /// <summary>The client tools that work for a database: the number of each process and its command line. None on Windows.</summary>
    public static ImmutableArray<string> Processes(string database) =>
        [.. CommandLines().Where(line => CommandLine.IsMatch(line) && line.Contains(database, StringComparison.Ordinal))];

    /// <summary>Those that <c>ps</c> shows; on Linux from where it has them, for a small system has no <c>ps</c>.</summary>
    private static IEnumerable<string> CommandLines()
    {
        if (OperatingSystem.IsLinux())
            return Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
                .Select(CommandLineOf);
        if (OperatingSystem.IsWindows())
            return [];
        using var process = Process.Start(new ProcessStartInfo("ps", ["-A", "-o", "pid=,args="]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        return lines;
    }

    private static string CommandLineOf(string folder)
    {
        try
        {
            return $"{Path.GetFileName(folder)} {File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ')}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has come to its end, or is hidden as another user's.
            return "";
        }
    }

    private static async Task<ImmutableArray<string>> OnServerAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.Server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var query in Queries)
        {
            await using var command = new NpgsqlCommand(query, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                found.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column))));
        }
        return found.ToImmutable();
    }

    private IEnumerable<string> Files(TestFolder folder) =>
        Directory.EnumerateFileSystemEntries(folder.FullName, "*", SearchOption.AllDirectories)
            .Where(path => FileSystemName.MatchesSimpleExpression(Globs[0], Path.GetFileName(path), ignoreCase: false))
            .Concat(TemporaryFiles().Where(path => !_temporaryBefore.Contains(path)));

    private static IEnumerable<string> TemporaryFiles() =>
        Directory.EnumerateFileSystemEntries(Path.GetTempPath())
            .Where(path => FileSystemName.MatchesSimpleExpression(Globs[1], Path.GetFileName(path), ignoreCase: false));

    private static string Block(string language) =>
        Regex.Match(Page, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex(@"^ls .*?([^/ ""]+)$", RegexOptions.Multiline)]
    private static partial Regex Glob();

    [GeneratedRegex("grep -E '([^']+)'")]
    private static partial Regex Grep();
}
