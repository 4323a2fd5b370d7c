using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>
/// What the databases of tests are cloned from: a dump restored once, with what the code adds to it. It never changes; each method gives
/// another one, or a database.
/// </summary>
/// <remarks>
/// Keep it in a static field. The template on the server is found by what it is made of, so that two test projects with the same dump and
/// the same preparation share it.
/// </remarks>
public sealed class PumTemplate
{
    private static readonly ConcurrentDictionary<string, SharedAttempt<PumDatabase>> Shared = new();

    private readonly string? _name;
    private readonly string? _connection;
    private readonly ImmutableArray<Preparation> _preparations;
    private readonly SharedAttempt<PumDatabase> _readOnly;
    private readonly SharedAttempt<SeedUse> _use;

    internal PumTemplate(string? name)
        : this(name, null, [])
    {
    }

    private PumTemplate(string? name, string? connection, ImmutableArray<Preparation> preparations)
    {
        (_name, _connection, _preparations) = (name, connection, preparations);
        _use = new(() => SeedUse.FindAsync(name, connection, preparations));
        // One for all templates that are made of the same: one may be made anew in each test.
        var key = SeedKey.Join([name ?? "", connection ?? "", .. preparations.OfType<CodePreparation>().Select(step => step.Key)]);
        _readOnly = Shared.GetOrAdd(key, _ => new(() => OpenAsync("reads", isReadOnly: true, CancellationToken.None)));
    }

    /// <summary>
    /// Adds code that changes the template once, before the first clone: migrations that are newer than the dump, rows that every test
    /// wants.
    /// It starts from the restored dump, which is not restored again when the code changes.
    /// </summary>
    /// <param name="prepare">
    /// The code; it gets a connection string for Npgsql, password included. It runs in whichever process comes first, and not at all
    /// where the
    /// template is there. What it throws becomes a <see cref="PumSeedException"/> (PUM6001). Connections that it leaves open are ended.
    /// </param>
    /// <param name="keyedBy">
    /// Types of the assemblies on which the result depends: a new build of one of them has the code run again. By default it is the
    /// assembly of the code itself, which counts in any case for a lambda or a local function: only a named method,
    /// <c>Prepare(AppDb.MigrateAsync, typeof(AppDb))</c>, is told from all others whatever is built around it. Values that the code
    /// captures are not seen.
    /// </param>
    public PumTemplate Prepare(Func<string, Task> prepare, params Type[] keyedBy)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentNullException.ThrowIfNull(keyedBy);
        return Prepare(prepare, keyedBy, (connectionString, _) => prepare(connectionString));
    }

    /// <inheritdoc cref="Prepare(Func{string, Task}, Type[])"/>
    public PumTemplate Prepare(Action<string> prepare, params Type[] keyedBy)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentNullException.ThrowIfNull(keyedBy);
        return Prepare(prepare, keyedBy, (connectionString, _) =>
        {
            prepare(connectionString);
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// Puts the databases on this server, whatever the environment or the project says: for one that the test's own code starts.
    /// </summary>
    /// <param name="connectionString">
    /// For Npgsql, a URI, or libpq's keywords and values. Its database does not count. A malformed one is found when a database is asked
    /// for
    /// (PUM1001).
    /// </param>
    public PumTemplate On(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return new(_name, connectionString, _preparations);
    }

    /// <summary>
    /// A database of the caller's own, as the template is. It takes one transaction that renames a spare where one is ready, else what
    /// CREATE DATABASE takes for this size; the very first call restores the dump. Dispose it when the test is over.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not a restore that others wait for too.</param>
    /// <param name="file">Left to the compiler: the database is called after it.</param>
    /// <param name="member">Left to the compiler: the database is called after it.</param>
    /// <exception cref="PumSeedException">It could not be made; the code says why. All calls of a process fail alike.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<PumDatabase> CloneAsync(
        CancellationToken cancellationToken = default, [CallerFilePath] string file = "", [CallerMemberName] string member = "") =>
        OpenAsync(CallerName.Of(file, member), isReadOnly: false, cancellationToken);

    /// <summary>
    /// <see cref="CloneAsync"/> for constructors and other code that cannot wait otherwise. It blocks the thread, and no
    /// <see cref="SynchronizationContext"/> can make it wait forever.
    /// </summary>
    /// <param name="file">Left to the compiler: the database is called after it.</param>
    /// <param name="member">Left to the compiler: the database is called after it.</param>
    /// <exception cref="PumSeedException">It could not be made.</exception>
    public PumDatabase Clone([CallerFilePath] string file = "", [CallerMemberName] string member = "") =>
        OpenAsync(CallerName.Of(file, member), isReadOnly: false, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>
    /// One database for all callers of this process that only read. Transactions begin as read-only ones, so that PostgreSQL refuses writes
    /// (25006). The first call costs what <see cref="CloneAsync"/> does, and the others nothing; disposing it does nothing, and it goes with
    /// the process.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PumSeedException">It could not be made.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<PumDatabase> ReadOnlyAsync(CancellationToken cancellationToken = default) =>
        _readOnly.GetAsync().WaitAsync(cancellationToken);

    /// <summary><see cref="ReadOnlyAsync"/> for code that cannot wait otherwise.</summary>
    /// <exception cref="PumSeedException">It could not be made.</exception>
    public PumDatabase ReadOnly() => _readOnly.GetAsync().GetAwaiter().GetResult();

    // Task.Run: nothing of it depends on the caller's context, so that a caller may block as well.
    private Task<PumDatabase> OpenAsync(string caller, bool isReadOnly, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var use = await UseAsync();
            return new PumDatabase(use, await use.CloneAsync(caller, isReadOnly, cancellationToken), isReadOnly);
        },
        cancellationToken);

    private async Task<SeedUse> UseAsync()
    {
        var finding = _use.GetAsync();
        if (await finding is { IsCurrent: true } use)
            return use;
        _use.Forget(finding);
        return await _use.GetAsync();
    }

    private PumTemplate Prepare(Delegate prepare, Type[] keyedBy, Func<string, CancellationToken, Task> code) =>
        new(_name, _connection, _preparations.Add(new CodePreparation(PreparationKey.Of(prepare, keyedBy), code)));
}
