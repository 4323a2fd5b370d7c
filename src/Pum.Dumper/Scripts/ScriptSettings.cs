namespace Pum.Dumper.Scripts;

/// <summary>The settings of a session that change how psql reads what follows.</summary>
internal static class ScriptSettings
{
    /// <summary>
    /// The value that a statement gives standard_conforming_strings, or <see langword="null"/> where it sets something else.
    /// </summary>
    public static bool? StandardConformingStrings(string head) => Value(head, "standard_conforming_strings") switch
    {
        null => null,
        "off" or "of" or "false" or "fals" or "fal" or "fa" or "f" or "no" or "n" or "0" => false,
        _ => true,
    };

    /// <summary>
    /// Whether a statement sets an encoding whose characters may hold ASCII bytes: those that serve clients only
    /// (<see href="https://www.postgresql.org/docs/current/multibyte.html">Character Set Support</see>).
    /// </summary>
    public static bool SetsUnsafeEncoding(string head)
    {
        var value = Value(head, "client_encoding")
            ?? (head.StartsWith("set names ", StringComparison.Ordinal) ? head["set names ".Length..].Trim('\'') : null);
        return value?.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal) is
            "sjis" or "shiftjis" or "shiftjis2004" or "mskanji" or "windows932" or "win932" or "big5" or "windows950" or "win950"
            or "gbk" or "windows936" or "win936" or "gb18030" or "uhc" or "windows949" or "win949" or "johab";
    }

    private static string? Value(string head, string setting)
    {
        var tokens = head.Split(' ');
        var name = tokens is ["set", "session" or "local", ..] ? 2 : 1;
        return tokens.Length > name + 2 && tokens[0] == "set" && tokens[name] == setting && tokens[name + 1] is "=" or "to"
            ? tokens[name + 2].Trim('\'')
            : null;
    }
}
