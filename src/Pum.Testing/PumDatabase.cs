using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Npgsql;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>
/// A PostgreSQL database for a test, full from the start. Nobody else uses it: what the test changes, no other test sees. Disposing it
/// closes
/// the pools that lead to it and has it dropped in the background.
/// </summary>
/// <remarks>
/// What is not disposed goes when the process ends; what a killed process leaves, the next one drops. On the server nothing is touched but
/// databases whose names begin with <c>pum_</c>. Two connections serve all of a process's databases, beside the tests' own.
/// </remarks>
/// <example><code>await using var db = await PumDatabase.CloneAsync("app");</code></example>
public sealed class PumDatabase : IAsyncDisposable, IDisposable
{
    private static readonly ConcurrentDictionary<string, PumTemplate> Templates = new(StringComparer.OrdinalIgnoreCase);

    private readonly SeedUse _use;
    private readonly SeedClone _clone;
    private readonly bool _isShared;
    private readonly Lazy<NpgsqlDataSource> _dataSource;
    private volatile bool _mayBePooled;

    internal PumDatabase(SeedUse use, SeedClone clone, bool isShared)
    {
        (_use, _clone, _isShared) = (use, clone, isShared);
        _dataSource = new(() => NpgsqlDataSource.Create(clone.ConnectionString));
    }

    /// <summary>
    /// The database's name, after the seed and the caller: <c>pum_app_RenameTests_Keeps_albums_7f3a</c>. It is the <c>application_name</c>
    /// of its connections too.
    /// </summary>
    public string Name => _clone.Name;

    /// <summary>A connection string for Npgsql, password included.</summary>
    public string ConnectionString
    {
        get
        {
            _mayBePooled = true;
            return _clone.ConnectionString;
        }
    }

    /// <summary>A data source for it, made when it is first asked for and disposed with the database.</summary>
    public NpgsqlDataSource DataSource => _dataSource.Value;

    /// <inheritdoc cref="PumTemplate.CloneAsync"/>
    /// <param name="seed">The name of an item <c>PumSeed</c>; PUM1001 lists those that are known.</param>
    /// <param name="cancellationToken">Ends the wait, not a restore that others wait for too.</param>
    /// <param name="file">Left to the compiler: the database is called after it.</param>
    /// <param name="member">Left to the compiler: the database is called after it.</param>
    public static Task<PumDatabase> CloneAsync(
        string seed, CancellationToken cancellationToken = default, [CallerFilePath] string file = "", [CallerMemberName] string member = "") =>
        Named(seed).CloneAsync(cancellationToken, file, member);

    /// <inheritdoc cref="PumTemplate.Clone"/>
    /// <param name="seed">The name of an item <c>PumSeed</c>; PUM1001 lists those that are known.</param>
    /// <param name="file">Left to the compiler: the database is called after it.</param>
    /// <param name="member">Left to the compiler: the database is called after it.</param>
    public static PumDatabase Clone(string seed, [CallerFilePath] string file = "", [CallerMemberName] string member = "") =>
        Named(seed).Clone(file, member);

    /// <inheritdoc cref="PumTemplate.ReadOnlyAsync"/>
    /// <param name="seed">The name of an item <c>PumSeed</c>; PUM1001 lists those that are known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<PumDatabase> ReadOnlyAsync(string seed, CancellationToken cancellationToken = default) =>
        Named(seed).ReadOnlyAsync(cancellationToken);

    /// <inheritdoc cref="PumTemplate.ReadOnly"/>
    /// <param name="seed">The name of an item <c>PumSeed</c>; PUM1001 lists those that are known.</param>
    public static PumDatabase ReadOnly(string seed) => Named(seed).ReadOnly();

    /// <summary>
    /// Keeps the database for a day, whatever becomes of the process, to look into it; its name is printed. The environment variable
    /// <c>PUM_KEEP=1</c> does that for all. It takes one statement on the server.
    /// </summary>
    /// <exception cref="PumSeedException">The server refused it, or went away (PUM6001).</exception>
    public void Keep() => Task.Run(() => _use.KeepAsync(_clone)).GetAwaiter().GetResult();

    /// <summary>
    /// Closes the pools that lead to it and has it dropped, unless it is kept or shared. The drop happens in the background; it throws
    /// nothing.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isShared)
            return;
        if (_dataSource.IsValueCreated)
            await _dataSource.Value.DisposeAsync().ConfigureAwait(false);
        Release();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        if (_isShared)
            return;
        if (_dataSource.IsValueCreated)
            _dataSource.Value.Dispose();
        Release();
    }

    private void Release()
    {
        if (_mayBePooled)
        {
            using var pooled = new NpgsqlConnection(_clone.ConnectionString);
            NpgsqlConnection.ClearPool(pooled);
        }

        _ = _clone.ReleaseAsync();
    }

    private static PumTemplate Named(string seed) => Templates.GetOrAdd(seed, PumSeed.Named);
}
