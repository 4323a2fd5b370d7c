using System.Collections.Immutable;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Seeding;

/// <summary>A database that was made for seeds: by its name and its stamp, for the name alone may be somebody's own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Oid">Its OID.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="IsHeld">Whether a process uses it.</param>
/// <param name="IsOver">Whether nobody needs it any more.</param>
internal sealed record SeedDatabase(string Name, uint Oid, SeedDatabaseKind Kind, bool IsHeld, bool IsOver)
{
    /// <summary>Those among the databases of a role.</summary>
    /// <param name="owned">The databases.</param>
    /// <param name="held">The keys of all advisory locks that are held, asked for after the databases: a process takes its lock first.</param>
    /// <param name="now">The time, in UTC.</param>
    public static ImmutableArray<SeedDatabase> Among(ImmutableArray<OwnedDatabase> owned, ImmutableHashSet<long> held, DateTime now)
    {
        var inUse = owned
            .Where(each => SeedNames.IsTemplate(each.Name) && !IsUnused(each, now, TemplateUse.SparesKeptFor))
            .Select(each => SeedNames.KeyOf(each.Name)).ToHashSet();
        return [.. owned.Select(each => Of(each, inUse, held, now)).OfType<SeedDatabase>()];
    }

    private static bool IsUnused(OwnedDatabase template, DateTime now, TimeSpan since) =>
        TemplateStamp.Parse(template.Comment) is { } stamp && now - stamp.LastUsed.ToDateTime(default) > since;

    private static SeedDatabase? Of(OwnedDatabase database, HashSet<string> templatesInUse, ImmutableHashSet<long> held, DateTime now)
    {
        var isMaking = SeedNames.IsMaking(database.Name);
        var isHeld = held.Contains(NameLocks.KeyOf(isMaking ? SeedNames.TurnOfMaking(database.Name) : database.Name));
        if (SeedNames.KeyOfSpare(database.Name) is { } key)
        {
            // Without a comment its making was cut short; with one that is unknown, another version made it.
            return string.IsNullOrEmpty(database.Comment) ? Is(SeedDatabaseKind.Spare, isOver: true)
                : SpareStamp.IsOne(database.Comment, database.Oid, key) ? Is(SeedDatabaseKind.Spare, !templatesInUse.Contains(key))
                : null;
        }

        if (isMaking)
            return Is(SeedDatabaseKind.Making, !isHeld);
        if (SeedNames.IsTemplate(database.Name))
            return TemplateStamp.Parse(database.Comment) is { } template && template.DatabaseOid == database.Oid
                ? Is(SeedDatabaseKind.Template, IsUnused(database, now, TemplateUse.KeptFor))
                : null;
        return CloneStamp.Parse(database.Comment) is { } clone && clone.DatabaseOid == database.Oid
            ? Is(SeedDatabaseKind.Clone, !isHeld && !(clone.KeptUntil > now))
            : null;

        SeedDatabase Is(SeedDatabaseKind kind, bool isOver) => new(database.Name, database.Oid, kind, isHeld, isOver);
    }
}
