namespace Pum.Testing;

/// <summary>What a clone is called after: the file and the member that asked for it, which are mostly a class and a test.</summary>
internal static class CallerName
{
    /// <summary>The name; a constructor or an initializer is called after its file alone.</summary>
    public static string Of(string file, string member)
    {
        // The compiler may have run on another system.
        var name = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        var end = name.IndexOf('.', StringComparison.Ordinal);
        var type = end < 0 ? name : name[..end];
        return member.Length == 0 || member.StartsWith('.') ? type : type.Length == 0 ? member : $"{type}_{member}";
    }
}
