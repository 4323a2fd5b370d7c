using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Seeding;

/// <summary>
/// Finds the template of a seed, or makes it: restores the dump into a base, clones that and prepares the clone. Each is made once, however
/// many processes want it: the others wait for the lock of its name.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="server">The server.</param>
/// <param name="connection">The same, resolved.</param>
/// <param name="locks">The locks of this process.</param>
/// <param name="lease">The session that looks.</param>
/// <param name="work">The session that creates and drops.</param>
/// <param name="reporter">Where it is said.</param>
/// <param name="environment">The process it runs in.</param>
/// <param name="cancellationToken">Ends restores and preparations.</param>
internal sealed class TemplateMaker(
    SeedDefinition seed,
    ServerFacts server,
    Connection connection,
    NameLocks locks,
    ServerSession lease,
    ServerSession work,
    IReporter reporter,
    HostEnvironment environment,
    CancellationToken cancellationToken)
{
    /// <summary>What was hashed for the keys: what is restored and run must be the same.</summary>
    private string? _sha256;

    private ImmutableArray<string> _steps = [];

    /// <summary>What this process is making, by its name.</summary>
    private readonly Dictionary<string, uint> _made = [];

    /// <summary>The key of the seed's base, and that of its template; the same where nothing is prepared.</summary>
    /// <exception cref="PumFailureException">PUM1003.</exception>
    public async Task<(string Base, string Template)> KeysAsync()
    {
        _sha256 = await Sha256Async();
        var baseKey = SeedKey.OfBase(seed.Dump, _sha256, server);
        if (seed.Preparations.IsEmpty)
            return (baseKey, baseKey);
        var steps = new List<string>();
        foreach (var step in seed.Preparations)
            steps.Add(await step.KeyAsync(CancellationToken.None));
        _steps = [.. steps];
        return (baseKey, SeedKey.OfTemplate(baseKey, steps));
    }

    /// <summary>The template for its keys.</summary>
    /// <exception cref="PumFailureException">It could not be made.</exception>
    public async Task<Template> RunAsync(string baseKey, string templateKey)
    {
        if (templateKey == baseKey)
            return await BaseAsync(baseKey);
        var template = await OnceAsync(SeedNames.Template(templateKey), templateKey, making => PrepareAsync(baseKey, templateKey, making));
        // The base is in use as long as what was made of it: the next preparation starts there.
        await FindAsync(SeedNames.Base(baseKey), baseKey);
        return template;
    }

    private Task<Template> BaseAsync(string key) => OnceAsync(
        SeedNames.Base(key), key, making => seed.Dump is { } dump ? RestoreAsync(dump, key) : MakeEmptyAsync(key, making));

    /// <summary>What is there and complete, else what <paramref name="make"/> makes when it is this process's turn.</summary>
    private async Task<Template> OnceAsync(string name, string key, Func<string, Task> make)
    {
        if (await FindAsync(name, key) is { } found)
            return found;
        var turn = SeedNames.TurnOf(name);
        await locks.TakeTurnAsync(turn, seed, reporter, cancellationToken);
        try
        {
            if (await FindAsync(name, key) is { } meanwhile)
                return meanwhile;
            await ClearAsync(name);
            await ClearMakingsAsync(turn);
            var making = SeedNames.NextMaking(turn);
            try
            {
                await make(making);
            }
            catch (Exception exception)
            {
                var isOurs = await AbandonAsync(making);
                if (exception is PgRestoreFailedException { Code: PumCodes.SeedNotPrepared } && await FindAsync(name, key) is { } theirs)
                {
                    // The lock was lost in between, and the process that took it was quicker.
                    return theirs;
                }

                if (!isOurs && exception is PumFailureException failure and not SeedGoneException)
                    throw new SeedGoneException(SeedFailures.Vanished(seed.Name, making), failure);
                throw;
            }

            return await FindAsync(name, key) ?? throw new PumFailureException(SeedFailures.Vanished(seed.Name, name));
        }
        finally
        {
            await locks.ReleaseAsync(turn, reporter);
        }
    }

    private Task<Template?> FindAsync(string name, string key) => lease.UseAsync(async session =>
    {
        if (await FoundDatabase.FindAsync(session, name, server) is not { } found || found.StampFor(key) is not { } stamp)
            return null;
        await TemplateUse.RecordAsync(session, name, stamp, reporter);
        return new Template(name, found.Size, key);
    });

    /// <summary>Drops what a killed process left under a name, or what somebody made of it by hand.</summary>
    private Task ClearAsync(string name) => work.UseAsync(async session =>
    {
        if (await FoundDatabase.FindAsync(session, name, server) is not { } found)
            return;
        if (!found.IsOurs)
            throw new PumFailureException(SeedFailures.NameTaken(name, found.Owner));
        if (TemplateStamp.IsUnknown(found.Comment))
            throw new PumFailureException(SeedFailures.OtherVersion(name));
        await CloneDrop.DropAsync(session, name, LockPatience.Default.ToDrop);
    });

    /// <summary>Drops what others have begun, who were killed or lost their turn.</summary>
    private Task ClearMakingsAsync(string turn) => work.UseAsync(async session =>
    {
        foreach (var (name, _, _) in await OwnedDatabase.ListAsync(session, server))
        {
            if (SeedNames.IsMaking(name) && SeedNames.TurnOfMaking(name) == turn)
                await CloneDrop.DropAsync(session, name, LockPatience.Default.ToDrop);
        }
    });

    /// <summary>Drops what was not completed; what ended it stays the failure.</summary>
    /// <returns>Whether it was this process's to the end: another one that took the lock begins with dropping what has the name.</returns>
    private async Task<bool> AbandonAsync(string making)
    {
        try
        {
            var isOurs = !_made.Remove(making, out var oid) || await work.UseAsync(session => DropAsync(session, making, oid));
            return await locks.IsHeldAsync(SeedNames.TurnOfMaking(making)) && isOurs;
        }
        catch (PumFailureException exception)
        {
            reporter.Message(ReportImportance.Low, $"{making} is left for the next run to drop: {exception.Failure.Message}");
            return true;
        }
    }

    private static async Task<bool> DropAsync(Session session, string name, uint oid)
    {
        if (await DatabaseOid.FindAsync(session, name, CancellationToken.None) != oid)
            return false;
        await CloneDrop.DropAsync(session, name, LockPatience.Default.ToDrop);
        return true;
    }

    private Task<RestoreResult> RestoreAsync(RestoreRequest dump, string key) => RestoreOperation.RunAsync(
        dump with
        {
            Caller = seed.Caller,
            Connection = seed.Connection with { Database = SeedNames.Base(key) },
            BaseDirectory = seed.BaseDirectory,
            ToolPath = seed.ToolPath,
            ReplaceDatabase = true,
            TemplateKey = key,
            ExpectedSha256 = _sha256,
        },
        reporter,
        environment,
        cancellationToken);

    private Task MakeEmptyAsync(string key, string making) => work.UseAsync(async session =>
    {
        var oid = _made[making] = await DatabaseCloning.RunAsync(session, server, RestoreRequest.PlainTemplate, 0, making);
        await DatabaseSeal.CloseAsync(session, making, oid, SeedNames.Base(key), key, seed.Name);
    });

    private async Task PrepareAsync(string baseKey, string key, string making)
    {
        var start = await BaseAsync(baseKey);
        await work.UseAsync(async session =>
        {
            _made[making] = await DatabaseCloning.RunAsync(session, server, start.Name, start.Size, making);
            await DatabaseSeal.OpenAsync(session, making);
        });
        var target = connection.WithDatabase(making);
        foreach (var (step, stepKey) in seed.Preparations.Zip(_steps))
        {
            await step.RunAsync(seed, stepKey, target, reporter, environment, cancellationToken);
            // Without the turn another process has dropped this one, and makes its own.
            if (!await locks.IsHeldAsync(SeedNames.TurnOfMaking(making)))
                throw new SeedGoneException(SeedFailures.Vanished(seed.Name, making));
        }

        await AnalyzeAsync(target);
        await work.UseAsync(session => DatabaseSeal.CloseAsync(session, making, _made[making], SeedNames.Template(key), key, seed.Name));
    }

    /// <summary>Tests use it at once, and autovacuum never sees a template.</summary>
    private async Task AnalyzeAsync(Connection target)
    {
        await using var session = await SessionOpening.OpenAsync(target, Failure(target), CancellationToken.None);
        await session.ExecuteAsync("ANALYZE", CancellationToken.None);
    }

    private FailureContext Failure(Connection target) =>
        new(seed.Caller, 0, [], target.Display, Dumping: false, seed.Dump?.File ?? "", Redact: target.Redact);

    private async Task<string?> Sha256Async()
    {
        if (seed.Dump is null || seed.DumpSha256 is not null)
            return seed.DumpSha256;
        try
        {
            return (await DumpDigest.OfAsync(seed.Dump.File, CancellationToken.None)).Sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(seed.Dump.File, exception.Message), exception);
        }
    }
}
