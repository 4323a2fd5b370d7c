namespace Pum.Dumper.Seeding;

/// <summary>What a database of ours is for.</summary>
internal enum SeedDatabaseKind
{
    /// <summary>Others are cloned from it.</summary>
    Template,

    /// <summary>It becomes a template.</summary>
    Making,

    /// <summary>It was made ahead.</summary>
    Spare,

    /// <summary>A test got it.</summary>
    Clone,
}
