namespace Pum.Dumper.Seeding;

/// <summary>How long the lock of a template is waited for.</summary>
/// <param name="WithOwnRole">While a process of the same role holds it, which may be restoring a large dump.</param>
/// <param name="WithOthers">While another role holds it: any role can hold any advisory lock, and no other makes templates of ours.</param>
internal sealed record LockPatience(TimeSpan WithOwnRole, TimeSpan WithOthers)
{
    /// <summary>Half an hour, and a minute.</summary>
    public static LockPatience Default { get; } = new(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
}
