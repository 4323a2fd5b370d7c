using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>
/// What this process does with seeds on one server, over two sessions: one holds the locks by which others know that the process lives, and
/// claims spares; the other creates and drops.
/// </summary>
internal sealed class SeedServer : IAsyncDisposable
{
    /// <summary>How long a kept clone stays.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>How long the end of the process may be held up. What is not dropped by then, the next run drops.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after the first template is there nothing is begun that no test waits for: the first test still compiles and connects.
    /// Not longer, so that a process that runs one short test leaves spares for the next.
    /// </summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(50);

    /// <summary>Once for each session, and once for a template that is gone.</summary>
    private const int MostRetries = 3;

    /// <summary>How many databases are made for one clone, where other processes claim them first.</summary>
    private const int MostRounds = 10;

    private readonly Connection _connection;
    private readonly FailureContext _failure;
    private readonly IReporter _reporter;
    private readonly HostEnvironment _environment;
    private readonly ServerSession _lease;
    private readonly ServerSession _work;
    private readonly CloneDrop _drop;
    private readonly NameLocks _locks;
    private readonly WorkQueue _queue = new();
    private readonly SharedAttempt<ServerFacts> _facts;
    private readonly ConditionalWeakTable<SeedDefinition, SharedAttempt<TemplateAttempt>> _seeds = [];
    private readonly ConcurrentDictionary<string, TemplateAttempt> _templates = new();
    private readonly ConcurrentDictionary<string, SeedClone> _clones = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly AtProcessExit _atExit;
    private readonly Lazy<Task> _headStart;
    private Task? _sweep;

    /// <summary>Touches no server yet.</summary>
    /// <param name="connection">The server; the database that it names does not count.</param>
    /// <param name="caller">Who asks, as users know it.</param>
    /// <param name="reporter">Where it is said what is done.</param>
    /// <param name="environment">The process it runs in.</param>
    /// <param name="patience">How long the locks of other processes are waited for; <see cref="LockPatience.Default"/> by default.</param>
    public SeedServer(Connection connection, string caller, IReporter reporter, HostEnvironment environment, LockPatience? patience = null)
    {
        _connection = connection;
        patience ??= LockPatience.Default;
        _locks = new(patience);
        (_reporter, _environment) = (reporter, environment);
        var named = connection.WithApplicationName(SessionName.Next(caller));
        _failure = new(caller, 0, [], connection.Display, Dumping: false, File: "", connection.MayNeedEscaping, connection.Redact);
        _lease = new(named, _failure, patience.ToConnect, _locks.RetakeAsync);
        _work = new(named, _failure, patience.ToConnect, _ => Task.CompletedTask);
        _drop = new(_work, connection, _failure, patience.ToDrop);
        _locks.Use(_lease);
        _facts = new(InspectAsync);
        var ending = _lifetime.Token;
        _headStart = new(() => Task.Delay(HeadStart, ending));
        _atExit = new(EndInTime);
    }

    /// <summary>
    /// Connects, for a caller that has something else to do meanwhile. Whoever needs the connection is told why there is none.
    /// </summary>
    public void Begin() => _ = _facts.GetAsync();

    /// <summary>A clone of the seed's template, which is made first where it is missing.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="caller">Who asks for it: the clone is called after it.</param>
    /// <param name="isReadOnly">Whether its connection string makes transactions read-only.</param>
    /// <param name="isKept">Whether it stays for a day.</param>
    /// <param name="cancellationToken">Ends the wait. A template that is being made is finished all the same: others wait for it.</param>
    /// <exception cref="PumFailureException">It could not be made.</exception>
    public async Task<SeedClone> CloneAsync(
        SeedDefinition seed, string caller, bool isReadOnly, bool isKept, CancellationToken cancellationToken)
    {
        for (var left = MostRetries; ; left--)
        {
            var attempt = await AttemptAsync(seed).WaitAsync(cancellationToken);
            var making = attempt.Making.GetAsync();
            try
            {
                var template = await WaitAsync(seed, attempt.Key, making, cancellationToken);
                return await CloneAsync(seed, template, caller, isReadOnly, isKept, cancellationToken);
            }
            catch (SeedGoneException)
            {
                // Another process dropped the template, or the server was started again: then each of the two sessions finds that out.
                attempt.Making.Forget(making);
                if (left == 0)
                    throw;
            }
        }
    }

    private async Task<SeedClone> CloneAsync(
        SeedDefinition seed, Template template, string caller, bool isReadOnly, bool isKept, CancellationToken cancellationToken)
    {
        var cloning = CloneAsync(seed, template, caller, isReadOnly, isKept);
        try
        {
            return await cloning.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = ReleaseLaterAsync(cloning);
            throw;
        }
    }

    /// <summary>Makes the seed's template where it is missing.</summary>
    /// <exception cref="PumFailureException">It could not be made.</exception>
    public async Task<Template> PrepareAsync(SeedDefinition seed, CancellationToken cancellationToken)
    {
        var attempt = await AttemptAsync(seed).WaitAsync(cancellationToken);
        return await WaitAsync(seed, attempt.Key, attempt.Making.GetAsync(), cancellationToken);
    }

    /// <summary>Makes the spares of a template that are missing.</summary>
    public async Task FillAsync(Template template) => await Stock(await _facts.GetAsync()).FillAsync(template);

    /// <summary>What seeds have left on the server, for this role.</summary>
    public async Task<ImmutableArray<SeedDatabase>> ListAsync()
    {
        var server = await _facts.GetAsync();
        return await _work.UseAsync(session => SeedSweep.ListAsync(session, server));
    }

    /// <summary>Drops a database that <see cref="ListAsync"/> named, unless a session is in it.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> DropAsync(SeedDatabase database) =>
        await SeedSweep.DropAsync(_drop, _locks, (await _facts.GetAsync()).RoleOid, database, _reporter);

    /// <summary>Waits until everything is done that was asked for, and ends the sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        _atExit.Dispose();
        _queue.IsEnding = true;
        // What is being restored would go on without its lock.
        await _lifetime.CancelAsync();
        await Task.WhenAll(_templates.Values.Select(attempt => attempt.Making.EndAsync()));
        await Task.WhenAll(_clones.Values.Select(clone => clone.ReleaseAsync()));
        if (_sweep is not null)
            await _sweep;
        await _queue.RunAsync(WorkOrder.Spare, () => Task.CompletedTask);
        await _work.DisposeAsync();
        await _lease.DisposeAsync();
        _lifetime.Dispose();
    }

    /// <summary>Marks a clone as one that stays.</summary>
    internal Task KeepAsync(SeedClone clone) => _lease.UseAsync(session => session.ExecuteAsync(
        $"COMMENT ON DATABASE {Sql.Identifier(clone.Name)} IS {Sql.Literal(new CloneStamp(clone.Oid, DateTime.UtcNow + KeptFor).Format())}", CancellationToken.None));

    /// <summary>Drops a clone that its caller no longer needs, unless it is kept.</summary>
    internal Task ReleaseAsync(SeedClone clone)
    {
        return _queue.RunAsync(WorkOrder.Drop, async () =>
        {
            try
            {
                if (!clone.IsKept)
                    await _drop.RunAsync(clone.Name, clone.Oid);
            }
            catch (PumFailureException exception)
            {
                _reporter.Message(ReportImportance.Normal, $"{clone.Name} is left for the next run to drop: {exception.Failure.Message}");
            }

            _clones.TryRemove(clone.Name, out _);
            await _locks.ReleaseAsync(clone.Name, _reporter);
        });
    }

    private Task<ServerFacts> InspectAsync() => _lease.UseAsync(session => ServerFacts.InspectAsync(session, CancellationToken.None));

    private async Task LaterAsync(Func<Task> work)
    {
        // The end of this server cuts the wait short, and what is to be done is still done.
        await Task.WhenAny(_headStart.Value);
        await work();
    }

    private async Task SweepAsync()
    {
        try
        {
            // Each by itself, so that what a test waits for comes in between.
            foreach (var database in (await ListAsync()).Where(database => database.IsOver))
                _ = _queue.RunAsync(WorkOrder.Spare, () => DropAsync(database));
            await SeedSweep.DropScratchesAsync(_work, _connection, _failure, _reporter);
        }
        catch (PumFailureException exception)
        {
            _reporter.Message(ReportImportance.Low, $"Databases of earlier runs were not dropped: {exception.Failure.Message}");
        }
    }

    /// <summary>The attempt to make the template: one for all seeds that are made of the same.</summary>
    private Task<TemplateAttempt> AttemptAsync(SeedDefinition seed) =>
        _seeds.GetValue(seed, _ => new(() => FindAttemptAsync(seed))).GetAsync();

    private async Task<TemplateAttempt> FindAttemptAsync(SeedDefinition seed)
    {
        var server = await _facts.GetAsync();
        var maker = new TemplateMaker(seed, server, _connection, _locks, _lease, _work, _reporter, _environment, _lifetime.Token);
        var (baseKey, templateKey) = await maker.KeysAsync();
        return _templates.GetOrAdd(templateKey, _ => new(templateKey, new(() => MakeAsync(maker, baseKey, templateKey))));
    }

    private async Task<Template> WaitAsync(SeedDefinition seed, string key, Task<Template> making, CancellationToken cancellationToken)
    {
        using var wait = TemplateInMaking.TryWait(this, key) ?? throw new PumFailureException(SeedFailures.WaitsForItself(seed.Name));
        return await making.WaitAsync(cancellationToken);
    }

    private async Task<Template> MakeAsync(TemplateMaker maker, string baseKey, string templateKey)
    {
        using var making = TemplateInMaking.Begin(this, templateKey);
        var template = await maker.RunAsync(baseKey, templateKey);
        // Not earlier: a template that nobody used for a week is used from now on.
        lock (_clones)
            _sweep ??= LaterAsync(() => _queue.RunAsync(WorkOrder.Spare, SweepAsync));
        return template;
    }

    private async Task<SeedClone> CloneAsync(SeedDefinition seed, Template template, string caller, bool isReadOnly, bool isKept)
    {
        var stock = Stock(await _facts.GetAsync());
        DateTime? keptUntil = isKept ? DateTime.UtcNow + KeptFor : null;
        for (var round = 0; round <= MostRounds; round++)
        {
            var name = SeedNames.NextClone(seed.Name, caller);
            if (await stock.TryClaimAsync(template, name, keptUntil) is { } oid)
            {
                var clone = new SeedClone(this, name, oid, CloneConnection.ForTest(_connection.WithDatabase(name), isReadOnly), isKept);
                _clones[name] = clone;
                _ = LaterAsync(() => stock.RefillLaterAsync(template));
                return clone;
            }

            // Another process may be the first to claim it; then the next is made.
            await stock.MakeAsync(template);
        }

        throw new PumFailureException(SeedFailures.NoSpareLeft(seed.Name, MostRounds));
    }

    private SpareStock Stock(ServerFacts server) => new(new Spares(server, _lease, _work), _locks, _queue, _reporter);

    private static async Task ReleaseLaterAsync(Task<SeedClone> cloning)
    {
        await Task.WhenAny(cloning);
        if (cloning.IsCompletedSuccessfully)
            await cloning.Result.ReleaseAsync();
    }

    private void EndInTime()
    {
        try
        {
            _queue.IsEnding = true;
            Task.WhenAll(_clones.Values.Select(clone => clone.ReleaseAsync())).Wait(ExitGrace);
        }
        catch (AggregateException)
        {
            // An exception in a handler of ProcessExit crashes the process, and no caller is left to tell; the next run drops the rest.
        }
    }

    private sealed record TemplateAttempt(string Key, SharedAttempt<Template> Making);
}
