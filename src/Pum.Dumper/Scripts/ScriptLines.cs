namespace Pum.Dumper.Scripts;

/// <summary>Counts the lines of a script that comes in windows.</summary>
internal sealed class ScriptLines
{
    private byte _before = (byte)'\n';
    private bool _markBegins;
    private int _counted;

    /// <summary>The line that has been reached.</summary>
    public long Reached { get; private set; } = 1;

    /// <summary>Whether the last byte before the window was a dash.</summary>
    public bool EndsWithDash => _before == '-';

    /// <summary>A window begins; its first bytes may be a byte-order mark, which is no part of its first line.</summary>
    public void Begin(bool withMark)
    {
        _counted = 0;
        _markBegins = withMark;
    }

    /// <summary>The line of a position, which is never before that of an earlier call.</summary>
    public long At(ReadOnlySpan<byte> window, int position)
    {
        if (position > _counted)
        {
            Reached += window[_counted..position].Count((byte)'\n');
            _counted = position;
        }
        return Reached;
    }

    /// <summary>The window is done with up to a position.</summary>
    public void End(ReadOnlySpan<byte> window, int position)
    {
        At(window, position);
        if (position > 0)
            _before = window[position - 1];
    }

    /// <summary>Whether a line begins at a position; the first one does after a byte-order mark too.</summary>
    public bool BeginAt(ReadOnlySpan<byte> text, int position) =>
        (position > 0 ? text[position - 1] : _before) == '\n' || (_markBegins && position == 3);
}
