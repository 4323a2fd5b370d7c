using System.Globalization;
using System.Text.RegularExpressions;

namespace Pum.Dumper;

/// <summary>
/// A version of PostgreSQL, of a server, a client tool or the writer of a dump: see
/// <see href="https://www.postgresql.org/support/versioning/">Versioning Policy</see>.
/// </summary>
/// <param name="Major">The major version: 15 of 15.18; 9 of 9.6.24.</param>
/// <param name="Minor">The second number: 18 of 15.18; 6 of 9.6.24, whose third number counts for nothing here; 0 of 18beta1.</param>
internal readonly partial record struct PostgresVersion(int Major, int Minor) : IComparable<PostgresVersion>
{
    /// <summary>
    /// Reads the version in what a server (<c>server_version</c>), an archive or a tool's <c>--version</c> says: <c>15.18 (Debian
    /// 15.18-0+deb12u1)</c>, <c>18beta1</c>, <c>pg_dump (PostgreSQL) 17.10</c>; <see langword="null"/> where there is none.
    /// </summary>
    public static PostgresVersion? TryParse(string? text) =>
        text is not null && Numbers().Match(text) is { Success: true } match
            ? new(Number(match.Groups[1]), match.Groups[2].Success ? Number(match.Groups[2]) : 0)
            : null;

    /// <summary>The version that <c>server_version_num</c> encodes: 15.18 for 150018, 9.6 for 90624.</summary>
    public static PostgresVersion FromNumber(int number) =>
        number >= 100_000 ? new(number / 10_000, number % 10_000) : new(number / 10_000, number / 100 % 100);

    /// <inheritdoc/>
    public int CompareTo(PostgresVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>Whether the left is the older one.</summary>
    public static bool operator <(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left is the newer one.</summary>
    public static bool operator >(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left is the older one or the same.</summary>
    public static bool operator <=(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is the newer one or the same.</summary>
    public static bool operator >=(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<=^|\s)([0-9]{1,4})(?:\.([0-9]{1,4}))?(?=[^0-9]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
