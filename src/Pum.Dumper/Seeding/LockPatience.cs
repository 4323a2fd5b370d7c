namespace Pum.Dumper.Seeding;

/// <summary>How long other sessions are waited for: for the lock of a template, and until a database is dropped.</summary>
/// <param name="WithOwnRole">While a process of the same role holds it, which may be restoring a large dump.</param>
/// <param name="WithOthers">While another role holds it: any role can hold any advisory lock, and no other makes templates of ours.</param>
internal sealed record LockPatience(TimeSpan WithOwnRole, TimeSpan WithOthers)
{
    /// <summary>
    /// How long a drop may take. From PostgreSQL 15 on it waits until every session of the server has closed its files, and one whose
    /// client neither reads nor sends does not answer (<c>src/backend/storage/ipc/procsignal.c</c>).
    /// </summary>
    public TimeSpan ToDrop { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a server may be out of connections, because other processes of the same run end, or away, because it is started again.
    /// </summary>
    public TimeSpan ToConnect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Half an hour, and a minute.</summary>
    public static LockPatience Default { get; } = new(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
}
