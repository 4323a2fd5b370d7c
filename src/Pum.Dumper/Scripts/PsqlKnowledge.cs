namespace Pum.Dumper.Scripts;

/// <summary>What a version of psql knows, as far as scripts depend on it.</summary>
internal static class PsqlKnowledge
{
    /// <summary>
    /// Whether it knows <c>\restrict</c>: since August 2025 (CVE-2025-8714), that is 13.22, 14.19, 15.14, 16.10, 17.6 and 18.
    /// </summary>
    public static bool KnowsRestrict(this PostgresVersion psql) => psql.Major switch
    {
        13 => psql.Minor >= 22,
        14 => psql.Minor >= 19,
        15 => psql.Minor >= 14,
        16 => psql.Minor >= 10,
        17 => psql.Minor >= 6,
        _ => psql.Major > 17,
    };
}
