using System.Globalization;

namespace Pum.Dumper;

/// <summary>
/// A version of PostgreSQL, of a server, a client tool or the writer of a dump: see
/// <see href="https://www.postgresql.org/support/versioning/">Versioning Policy</see>.
/// </summary>
/// <param name="Major">The major version: 15 of 15.18; 9 of 9.6.24.</param>
/// <param name="Minor">The second number: 18 of 15.18; 6 of 9.6.24, whose third number counts for nothing here; 0 of 18beta1.</param>
internal readonly record struct PostgresVersion(int Major, int Minor) : IComparable<PostgresVersion>
{
    private const int MostDigits = 4;

    /// <summary>
    /// Reads the version in what a server (<c>server_version</c>), an archive or a tool's <c>--version</c> says: <c>15.18 (Debian
    /// 15.18-0+deb12u1)</c>, <c>18beta1</c>, <c>pg_dump (PostgreSQL) 17.10</c>; <see langword="null"/> where there is none.
    /// </summary>
    public static PostgresVersion? TryParse(string? text)
    {
        // By hand: the runtime would take several milliseconds to compile a pattern, and this comes before everything else.
        for (var at = 0; at < text?.Length; at++)
        {
            if ((at == 0 || char.IsWhiteSpace(text[at - 1]))
                && Digits(text, at) is > 0 and <= MostDigits and var major)
            {
                var end = at + major;
                return new(
                    Number(text, at, major),
                    end < text.Length && text[end] == '.' && Digits(text, end + 1) is > 0 and <= MostDigits and var minor
                        ? Number(text, end + 1, minor)
                        : 0);
            }
        }

        return null;
    }

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

    private static int Digits(string text, int from)
    {
        var end = from;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - from;
    }

    private static int Number(string text, int from, int length) =>
        int.Parse(text.AsSpan(from, length), NumberStyles.None, CultureInfo.InvariantCulture);
}
