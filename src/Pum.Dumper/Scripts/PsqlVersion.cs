namespace Pum.Dumper.Scripts;

/// <summary>The version of psql, as far as scripts depend on it.</summary>
internal readonly record struct PsqlVersion(int Major, int Minor)
{
    /// <summary>
    /// Whether it knows <c>\restrict</c>: since August 2025 (CVE-2025-8714), that is 13.22, 14.19, 15.14, 16.10, 17.6 and 18.
    /// </summary>
    public bool KnowsRestrict => Major switch
    {
        13 => Minor >= 22,
        14 => Minor >= 19,
        15 => Minor >= 14,
        16 => Minor >= 10,
        17 => Minor >= 6,
        _ => Major > 17,
    };
}
