namespace Pum.Dumper.ClientTools;

/// <summary>A client tool that is there and says its version.</summary>
/// <param name="Path">Full path of the program.</param>
/// <param name="Version">What <c>--version</c> says.</param>
internal sealed record InstalledTool(string Path, PostgresVersion Version)
{
    /// <summary>As messages name it.</summary>
    public override string ToString() => $"{Version} ({Path})";
}
