namespace Pum.Dumper.Seeding;

/// <summary>A database of one caller's own.</summary>
/// <param name="server">Where it is.</param>
/// <param name="name">Its name.</param>
/// <param name="oid">Its OID.</param>
/// <param name="connectionString">Leads to it, for Npgsql, password included.</param>
/// <param name="isKept">Whether it stays for a day.</param>
internal sealed class SeedClone(SeedServer server, string name, uint oid, string connectionString, bool isKept)
{
    private int _isReleased;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its OID.</summary>
    public uint Oid => oid;

    /// <summary>Leads to it, for Npgsql, password included.</summary>
    public string ConnectionString => connectionString;

    /// <summary>Whether it stays for a day.</summary>
    public bool IsKept { get; private set; } = isKept;

    /// <summary>Keeps it for a day, whatever becomes of this process.</summary>
    public async Task KeepAsync()
    {
        await server.KeepAsync(this);
        IsKept = true;
    }

    /// <summary>
    /// Gives it back: it is dropped unless it is kept. The task ends when that is done, and waiting for it is not needed. Afterwards it
    /// does nothing.
    /// </summary>
    public Task ReleaseAsync() => Interlocked.Exchange(ref _isReleased, 1) == 0 ? server.ReleaseAsync(this) : Task.CompletedTask;
}
