using System.Text.RegularExpressions;
using Pum.Dumper.Connections;

namespace Pum.Tool.Options;

/// <summary>What the command line calls a parameter of the engine.</summary>
internal static partial class OptionName
{
    /// <summary>PUM's own name for what else is the connection string.</summary>
    public const string PgConnection = "--pg-connection";

    /// <summary>
    /// The parameter in kebab case; an option that is written once for each value, as in pg_dump, names one of them
    /// (<c>ExcludeSchemas</c>, <c>--exclude-schema</c>).
    /// </summary>
    public static string Of(string parameter) => parameter == nameof(ConnectionRequest.ConnectionString)
        ? PgConnection
        : "--" + Hump().Replace(Plural().Replace(parameter, "$1"), "-$0").ToLowerInvariant();

    [GeneratedRegex("(Schema|Table|Extension)s$", RegexOptions.CultureInvariant)]
    private static partial Regex Plural();

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex Hump();
}
