namespace Pum.Dumper.Failures;

/// <summary>
/// What psql says, line by line. Once it reads the script, it puts the position in front of every message of its own and of the server
/// (<c>log_locus_callback</c> in <c>src/bin/psql/startup.c</c>): what has none then is a further line of one, and holds what anybody wrote
/// into a row or a RAISE.
/// </summary>
internal sealed class PsqlLines
{
    private bool _reads;

    /// <summary>The line; indented, as libpq does with further lines, where it only looks like an error.</summary>
    public string Next(string line)
    {
        var hasPosition = ToolError.HasPosition(line);
        _reads |= hasPosition;
        return _reads && !hasPosition && ToolMessageReader.IsError(line) ? "\t" + line : line;
    }
}
