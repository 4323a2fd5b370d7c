namespace Pum.Dumper.Seeding;

/// <summary>A database of one caller's own.</summary>
/// <param name="server">Where it is.</param>
/// <param name="name">Its name.</param>
/// <param name="oid">Its OID.</param>
/// <param name="connectionString">Leads to it, for Npgsql, password included.</param>
/// <param name="isKept">Whether it stays for a day.</param>
internal sealed class SeedClone(SeedServer server, string name, uint oid, string connectionString, bool isKept)
{
    private readonly object _gate = new();
    private Task? _release;

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
    /// Gives it back, once: it is dropped unless it is kept. The task ends when that is done, and waiting for it is not needed.
    /// </summary>
    public Task ReleaseAsync()
    {
        lock (_gate)
            return _release ??= server.ReleaseAsync(this);
    }
}
