using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Scripts;

/// <summary>
/// A file that a trusted script includes, by <c>\i</c> or <c>\ir</c>: psql names it and the line in the place of its standard input.
/// </summary>
internal static partial class IncludedFile
{
    /// <summary>Where an error is, or <see langword="null"/> where it is in no such file.</summary>
    /// <param name="lines">The error and the lines that belong to it.</param>
    /// <param name="workingDirectory">The folder in which psql runs.</param>
    public static SourceLocation? LocationOf(IReadOnlyList<string> lines, string workingDirectory)
    {
        if (lines.Count == 0 || Position().Match(lines[0]) is not { Success: true } match)
            return null;
        var path = Path.GetFullPath(match.Groups["file"].Value, workingDirectory);
        return File.Exists(path) && int.TryParse(match.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? new(path, line) : null;
    }

    /// <summary>As psql writes it (<c>log_locus_callback</c> in <c>src/bin/psql/startup.c</c>).</summary>
    [GeneratedRegex("^psql:(?<file>.+?):(?<line>[0-9]+): ", RegexOptions.CultureInvariant)]
    private static partial Regex Position();
}
