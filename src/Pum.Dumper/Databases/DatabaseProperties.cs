using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>Encoding and locale of the database that a dump was made from.</summary>
/// <param name="Encoding">PostgreSQL's name of the encoding, or <see langword="null"/> where the dump does not say.</param>
/// <param name="LocaleOptions">The locale's options of CREATE DATABASE in the order of the dump, names and unquoted values.</param>
internal sealed partial record DatabaseProperties(string? Encoding, ImmutableArray<KeyValuePair<string, string>> LocaleOptions)
{
    /// <summary>Nothing is known.</summary>
    public static DatabaseProperties Unknown { get; } = new(null, []);

    /// <summary>Whether the dump says nothing.</summary>
    public bool IsUnknown => Encoding is null && LocaleOptions.IsEmpty;

    /// <summary>All options of CREATE DATABASE, with a blank before each.</summary>
    public string All => EncodingAlone + string.Concat(LocaleOptions.Select(option => $" {option.Key} {Sql.Literal(option.Value)}"));

    /// <summary>The encoding's option, with a blank before it.</summary>
    public string EncodingAlone => Encoding is null ? "" : $" ENCODING {Sql.Literal(Encoding)}";

    /// <summary>The encoding with the locale C, which fits every encoding.</summary>
    public string WithLocaleC => EncodingAlone + " LOCALE 'C'";

    /// <summary>What to try in turn.</summary>
    public IEnumerable<string> Attempts => IsUnknown ? [""] : new[] { All, EncodingAlone, WithLocaleC }.Distinct(StringComparer.Ordinal);

    /// <summary>The locale, for people.</summary>
    public string? Locale => LocaleOptions.IsEmpty
        ? null
        : string.Join(", ", LocaleOptions.Where(option => option.Key != "LOCALE_PROVIDER").Select(option => option.Value).Distinct(
            StringComparer.Ordinal));

    /// <summary>
    /// Reads an archive's CREATE DATABASE. Only known options are taken and each value is quoted anew: the text comes from the dump and
    /// is never run.
    /// </summary>
    public static DatabaseProperties FromCreateDatabase(string statement)
    {
        var options = Option().Matches(statement)
            .Select(match => KeyValuePair.Create(match.Groups["name"].Value, Unquote(match.Groups["value"].Value)))
            .ToImmutableArray();
        return new(
            options.FirstOrDefault(option => option.Key == "ENCODING").Value,
            options.RemoveAll(option => option.Key == "ENCODING"));
    }

    private static string Unquote(string value) =>
        value.StartsWith('\'') ? value[1..^1].Replace("''", "'", StringComparison.Ordinal) : value;

    [GeneratedRegex(@" (?<name>ENCODING|LOCALE_PROVIDER|LOCALE|LC_COLLATE|LC_CTYPE|ICU_LOCALE|ICU_RULES|BUILTIN_LOCALE) = (?<value>'(?:[^']|'')*'|[a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
