namespace Pum.Dumper.Databases;

/// <summary>
/// Which objects of a database are accounted for. PostgreSQL gives out OIDs in ascending order, so that an object made later has a higher
/// one, or, if the counter has wrapped around or its transaction was still open, raises their number.
/// </summary>
/// <param name="Highest">The highest OID among them.</param>
/// <param name="Count">Their number.</param>
internal readonly record struct ObjectMark(uint Highest, long Count)
{
    /// <summary>Accounts for no object.</summary>
    public static ObjectMark Nothing => default;

    /// <summary>Accounts for every object.</summary>
    public static ObjectMark Everything => new(uint.MaxValue, long.MaxValue);
}
