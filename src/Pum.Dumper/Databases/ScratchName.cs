using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Databases;

/// <summary>
/// The name of a scratch database. It encodes which advisory lock its run holds, and in which database, because advisory locks are per
/// database (<see href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">Advisory Locks</see>): if no session
/// holds that lock, the run is over, and its database may be dropped.
/// </summary>
/// <param name="MaintenanceOid">The OID of the maintenance database in which the lock is held.</param>
/// <param name="Key">The lock's key.</param>
/// <param name="IsOld">Whether it is the database that was replaced, on its way out.</param>
internal sealed partial record ScratchName(uint MaintenanceOid, long Key, bool IsOld = false)
{
    /// <summary>The prefix of the names that belong to a maintenance database.</summary>
    public static string Prefix(uint maintenanceOid) => string.Create(CultureInfo.InvariantCulture, $"pum_scratch_{maintenanceOid}_");

    /// <summary>A name that no other run has.</summary>
    public static ScratchName Next(uint maintenanceOid) =>
        new(maintenanceOid, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));

    /// <summary>Reads a name; <see langword="null"/> if it is not one of ours.</summary>
    public static ScratchName? Parse(string name) =>
        Pattern().Match(name) is { Success: true } match
            && uint.TryParse(match.Groups["oid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var oid)
            ? new(
                oid,
                long.Parse(match.Groups["key"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                match.Groups["old"].Success)
            : null;

    /// <summary>The name.</summary>
    public string Format() => Prefix(MaintenanceOid) + Key.ToString("x16", CultureInfo.InvariantCulture) + (IsOld ? "_old" : "");

    /// <summary>The name of the database that this one replaces, until it is dropped.</summary>
    public ScratchName Old => this with { IsOld = true };

    /// <summary>The same, where it is to be looked into once more first: no run that cleans up takes it for its own.</summary>
    public string Kept => string.Create(CultureInfo.InvariantCulture, $"pum_kept_{MaintenanceOid}_{Key:x16}");

    [GeneratedRegex(@"^pum_scratch_(?<oid>[0-9]{1,10})_(?<key>[0-9a-f]{16})(?<old>_old)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
