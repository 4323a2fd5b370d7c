using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>
/// The advisory locks of this process, one for each database that it uses. They end with the process, however it ends, and others know
/// by them what is in use.
/// </summary>
/// <param name="patience">How long others are waited for.</param>
internal sealed class NameLocks(LockPatience patience)
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the server may take to end a session.</summary>
    private static readonly TimeSpan RetakePatience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly HashSet<long> _wanted = [];
    private readonly HashSet<long> _held = [];
    private ServerSession? _session;

    /// <summary>
    /// The server's process for the session that holds them, and its name: a server that was started again may repeat the number.
    /// </summary>
    private (int Process, string Name)? _holder;

    /// <summary>Says which session holds them.</summary>
    public void Use(ServerSession session) => _session = session;

    /// <summary>The key of a database's lock.</summary>
    public static long KeyOf(string database) => AdvisoryLock.KeyOf("seed", database);

    /// <summary>Takes them again, in a session that takes the place of one that was lost.</summary>
    public async Task RetakeAsync(Session session)
    {
        long[] keys;
        lock (_gate)
            keys = [.. _held];
        var clock = Stopwatch.StartNew();
        foreach (var key in keys)
        {
            // A session whose end the client has noticed may still be there: until it is ended, or the server notices that itself.
            while (!await AdvisoryLock.TryTakeAsync(session, key, CancellationToken.None)
                && clock.Elapsed < RetakePatience && await EndLostAsync(session, key))
                await Task.Delay(ShortestInterval);
        }

        _holder = (session.ProcessId, session.ApplicationName);
    }

    /// <summary>Ends the session that was lost, if it holds a lock.</summary>
    /// <returns>Whether the lock is, or is about to be, free.</returns>
    private async Task<bool> EndLostAsync(Session session, long key)
    {
        if (await AdvisoryLock.FindHolderAsync(session, key, CancellationToken.None) is not { } holder)
            return true;
        if (!holder.IsOurRole || _holder is not var (process, name) || holder.ProcessId != process || holder.Application != name)
            return false;
        await session.ExecuteAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT pg_catalog.pg_terminate_backend({holder.ProcessId})"), CancellationToken.None);
        return true;
    }

    /// <summary>Takes the lock of a database, unless somebody has it: another process, or another caller in this one.</summary>
    public async Task<bool> TryTakeAsync(string database)
    {
        var key = KeyOf(database);
        lock (_gate)
        {
            // To its own session PostgreSQL gives a lock more than once.
            if (!_wanted.Add(key))
                return false;
        }

        var isTaken = false;
        try
        {
            isTaken = await _session!.UseAsync(session => AdvisoryLock.TryTakeAsync(session, key, CancellationToken.None));
            // Not earlier: a session that is opened anew takes again what is held, and would take this one twice.
            if (isTaken)
                Hold(key);
            return isTaken;
        }
        finally
        {
            if (!isTaken)
                Forget(key);
        }
    }

    /// <summary>
    /// Whether this process holds the lock of a database still: another one may have taken it between the loss of a session and the
    /// opening of the next.
    /// </summary>
    public async Task<bool> IsHeldAsync(string database)
    {
        try
        {
            return await AskAsync();
        }
        catch (SeedGoneException)
        {
            // This is how the loss of the session is found out; the next one has tried to take the lock again.
            return await AskAsync();
        }

        Task<bool> AskAsync() => _session!.UseAsync(session => AdvisoryLock.IsHeldAsync(session, KeyOf(database), CancellationToken.None));
    }

    /// <summary>
    /// Whether a process of a role holds the lock of a database, this one included; others who hold it use no database of ours.
    /// </summary>
    public async Task<bool> IsInUseAsync(string database, uint role)
    {
        if (IsWantedHere(database))
            return true;
        var held = await _session!.UseAsync(session => AdvisoryLock.HeldKeysAsync(session, role, CancellationToken.None));
        return held.Contains(KeyOf(database));
    }

    /// <summary>Takes the turn to make a template, waiting for others.</summary>
    /// <exception cref="PumFailureException">PUM6002.</exception>
    public async Task TakeTurnAsync(string making, SeedDefinition seed, IReporter reporter, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var interval = ShortestInterval;
        var isSaid = false;
        while (!await TryTakeAsync(making))
        {
            if (IsWantedHere(making))
            {
                if (clock.Elapsed > patience.WithOwnRole)
                    throw new PumFailureException(SeedFailures.LockHeld(seed.Name, "this process", patience.WithOwnRole));
            }
            else
            {
                var holder = await _session!.UseAsync(
                    session => AdvisoryLock.FindHolderAsync(session, KeyOf(making), CancellationToken.None));
                var limit = holder is { IsOurRole: false } ? patience.WithOthers : patience.WithOwnRole;
                if (clock.Elapsed > limit)
                    throw new PumFailureException(SeedFailures.LockHeld(seed.Name, holder?.Display, limit, holder is { ProcessId: null }));
                if (!isSaid && holder is not null && clock.Elapsed > TimeSpan.FromSeconds(1))
                {
                    reporter.Message(ReportImportance.High, $"{seed.Caller}: waiting for {holder.Display}, which makes the template of {seed.Name}");
                    isSaid = true;
                }
            }

            await Task.Delay(interval, cancellationToken);
            interval = interval * 2 > LongestInterval ? LongestInterval : interval * 2;
        }
    }

    /// <summary>Gives a lock back. Where the session is lost, it ended with that.</summary>
    public async Task ReleaseAsync(string database, IReporter reporter)
    {
        var key = KeyOf(database);
        try
        {
            await _session!.UseAsync(session => AdvisoryLock.ReleaseAsync(session, key, CancellationToken.None));
        }
        catch (PumFailureException exception)
        {
            reporter.Message(ReportImportance.Low, $"The lock of {database} was not given back: {exception.Failure.Message}");
        }
        finally
        {
            Forget(key);
        }
    }

    private bool IsWantedHere(string database)
    {
        lock (_gate)
            return _wanted.Contains(KeyOf(database));
    }

    private void Hold(long key)
    {
        lock (_gate)
            _held.Add(key);
    }

    private void Forget(long key)
    {
        lock (_gate)
        {
            _held.Remove(key);
            _wanted.Remove(key);
        }
    }
}
