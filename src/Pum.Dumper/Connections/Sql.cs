namespace Pum.Dumper.Connections;

/// <summary>Names and values as SQL writes them.</summary>
internal static class Sql
{
    /// <summary>A quoted identifier.</summary>
    public static string Identifier(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A string constant, the same under both settings of <c>standard_conforming_strings</c>.</summary>
    public static string Literal(string value) => value.Contains('\\', StringComparison.Ordinal)
        ? " E'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'"
        : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
