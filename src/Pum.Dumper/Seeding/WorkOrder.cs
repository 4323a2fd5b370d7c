namespace Pum.Dumper.Seeding;

/// <summary>What is done first where several things wait.</summary>
internal enum WorkOrder
{
    /// <summary>A database that a test waits for.</summary>
    Clone,

    /// <summary>A drop: disks fill up otherwise.</summary>
    Drop,

    /// <summary>A spare, which nobody waits for yet.</summary>
    Spare,
}
