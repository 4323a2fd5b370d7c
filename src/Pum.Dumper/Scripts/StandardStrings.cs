namespace Pum.Dumper.Scripts;

/// <summary>
/// Whether a backslash in a string is a character like any other (<c>standard_conforming_strings</c>): psql looks at the server's setting
/// when it begins a line.
/// </summary>
internal sealed class StandardStrings
{
    private bool _value = true;
    private bool? _named;
    private bool? _set;
    private long _setLine;

    /// <summary>A statement begins, which may set it.</summary>
    public void Begin(string head) => _named = ScriptSettings.StandardConformingStrings(head);

    /// <summary>The statement is sent.</summary>
    public void End(long line)
    {
        if (_named is not null)
            (_set, _setLine) = (_named, line);
    }

    /// <summary>Whether it is on in a line.</summary>
    public bool IsOn(long line)
    {
        if (_set is { } value && line > _setLine)
            (_value, _set) = (value, null);
        return _value;
    }
}
