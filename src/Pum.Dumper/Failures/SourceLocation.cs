namespace Pum.Dumper.Failures;

/// <summary>A place in a file that people can open.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">Line, counted from 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">Column, counted from 1; 0 where the line as a whole is meant.</param>
public sealed record SourceLocation(string File, int Line = 0, int Column = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}({Line})" : $"{File}({Line},{Column})";
}
