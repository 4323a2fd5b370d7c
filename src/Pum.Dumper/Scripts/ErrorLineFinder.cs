using System.Collections.Immutable;

namespace Pum.Dumper.Scripts;

/// <summary>Finds the lines of a script where errors are: psql names the statement's last line alone.</summary>
internal sealed class ErrorLineFinder : ScriptVisitor
{
    private readonly ImmutableArray<SqlErrorPlace> _places;
    private readonly long?[] _found;
    private readonly List<long> _emptyLines = [];
    private long? _openSince;
    private long _lines = 1;

    private ErrorLineFinder(ImmutableArray<SqlErrorPlace> places) => (_places, _found) = (places, new long?[places.Length]);

    /// <summary>The line at fault of each place, from 1; psql's own if the script tells nothing more precise, 0 after its end.</summary>
    public static ImmutableArray<long> Find(Stream script, ImmutableArray<SqlErrorPlace> places, CancellationToken cancellationToken)
    {
        var finder = new ErrorLineFinder(places);
        var lexer = new ScriptLexer(finder);
        var window = new ScriptWindow();
        while (!window.IsLast && finder._found.Contains(null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            window.Read(script);
            finder._lines += window.Added.Count((byte)'\n');
            window.Release(lexer.Advance(window.Text, window.IsLast));
        }
        return [.. places.Select((place, at) => finder._found[at] ?? finder.Last(place))];
    }

    /// <inheritdoc/>
    public override void StatementStarts(long line, string head, ReadOnlySpan<byte> text, int position) => _openSince = line;

    /// <inheritdoc/>
    public override void StatementEnds(long firstLine, long line, int position)
    {
        for (var at = 0; at < _places.Length; at++)
        {
            // Several may end on the line; only the first of them can have begun before it, so that there is a choice of lines.
            if (_places[at].Line == line && _places[at].Row is null)
                _found[at] ??= Within(firstLine, _places[at]);
        }
        _openSince = null;
        _emptyLines.Clear();
    }

    /// <inheritdoc/>
    public override void CopyEnds(long firstLine, long line, int position)
    {
        for (var at = 0; at < _places.Length; at++)
        {
            if (_places[at] is { Row: { } row } place && place.Line == line)
                _found[at] ??= Math.Min(firstLine + row, line);
        }
    }

    /// <inheritdoc/>
    public override void EmptyLine(long line) => _emptyLines.Add(line);

    private long Within(long firstLine, SqlErrorPlace place)
    {
        var line = firstLine + (place.StatementLine ?? place.BodyLine ?? 1) - 1;
        foreach (var empty in _emptyLines)
        {
            if (empty <= line)
                line++;
        }
        return Math.Min(line, place.Line);
    }

    /// <summary>
    /// A last statement without a semicolon is ended by what the session adds after the script. Its COMMIT is there too, at which
    /// constraints that were deferred fail: no line of the script is at fault.
    /// </summary>
    private long Last(SqlErrorPlace place) => _openSince is { } line ? Within(line, place) : place.Line <= _lines ? place.Line : 0;
}
