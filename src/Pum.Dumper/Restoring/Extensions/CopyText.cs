namespace Pum.Dumper.Restoring.Extensions;

/// <summary>
/// Rows as COPY writes them: see <see href="https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS">Text Format</see>.
/// </summary>
internal static class CopyText
{
    /// <summary>One row, without the end of its line.</summary>
    public static string Row(string?[] values) => string.Join('\t', values.Select(value => value is null ? @"\N" : Escape(value)));

    private static string Escape(string value) => string.Concat(value.Select(Escape));

    private static string Escape(char character) => character switch
    {
        '\\' => @"\\",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\v' => @"\v",
        _ => character.ToString(),
    };
}
