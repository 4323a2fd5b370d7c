using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// Gives what a restore made to the owner of the database that it replaces. The restore itself runs as the role of the session, so that
/// what needs a superuser succeeds if that role is one; and it stays with that role where its owner would gain a right by it.
/// </summary>
/// <remarks>
/// REASSIGN OWNED would be shorter, but it takes databases and tablespaces too, and needs one transaction, for which the server's lock
/// table may be too small.
/// </remarks>
internal sealed class OwnerTransfer
{
    /// <summary>Objects in one transaction: a table takes its indexes, its sequences and their locks with it.</summary>
    private const int BatchSize = 100;

    /// <summary>All that is asked of <c>pg_subscription</c> may be read by every role from 16 on.</summary>
    private const int EverybodySeesSubscriptionsSince = 16;

    /// <summary>
    /// An event trigger of the dump is not meant for these statements: as in a replica, it does not fire. A crash before the swap loses the
    /// whole database anyway, and the swap's COMMIT makes all of it durable.
    /// </summary>
    private const string Settings = """
        SELECT pg_catalog.set_config(s.name, v.setting, false)
          FROM pg_catalog.pg_settings s JOIN (VALUES ('synchronous_commit', 'off'), ('session_replication_role', 'replica'), ('event_triggers', 'off')) v (name, setting) ON v.name = s.name
         WHERE s.context = 'user' OR (SELECT a.rolsuper FROM pg_catalog.pg_roles a WHERE a.rolname = current_user)
        """;

    private readonly RestoreContext _context;
    private readonly Connection _connection;
    private readonly string _owner;
    private readonly bool _mayGive;
    private readonly Target _target;
    private readonly ImmutableHashSet<(uint Catalog, uint Oid)> _templates;
    private readonly ImmutableHashSet<uint> _templateLargeObjects;

    private OwnerTransfer(
        RestoreContext context,
        Connection connection,
        DatabaseFacts replaced,
        Target target,
        IEnumerable<OwnedObject> templates,
        IEnumerable<uint> largeObjects)
    {
        (_context, _connection, _target) = (context, connection, target);
        (_owner, _mayGive) = (replaced.Owner, replaced.OwnerToKeep is not null);
        _templates = [.. templates.Select(each => each.Key)];
        _templateLargeObjects = [.. largeObjects];
    }

    /// <summary>Prepares it before the restore: what is in the database by then is its template's, and stays as it is.</summary>
    /// <param name="context">What every step knows; its connection leads to the target.</param>
    /// <param name="session">A session in the new database.</param>
    /// <param name="connection">Where the new database is.</param>
    /// <param name="target">What the new database is like.</param>
    /// <param name="replaced">The old database, which belongs to another role.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<OwnerTransfer> PrepareAsync(
        RestoreContext context,
        Session session,
        Connection connection,
        Target target,
        DatabaseFacts replaced,
        CancellationToken cancellationToken)
    {
        var templates = await OwnedObject.ListAsync(session, replaced.Owner, SeesSubscriptions(target), cancellationToken);
        var largeObjects = await OwnedLargeObjects.ListAsync(session, 0, int.MaxValue, cancellationToken);
        return new(context, connection, replaced, target, templates, largeObjects);
    }

    /// <summary>Gives it.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await SessionOpening.OpenAsync(_connection, _context.Failure(), cancellationToken);
            // Its name may lead elsewhere by now; while this session is in it, it keeps its name.
            if (await DatabaseOid.FindAsync(session, _connection.Database, cancellationToken) != _target.Database!.Oid)
                throw new PumFailureException(ReplaceFailures.NotTheSame(_context.Connection.Database));
            await session.QueryRowsAsync(Settings, row => row.GetString(0), cancellationToken);
            var made = (await OwnedObject.ListAsync(session, _owner, SeesSubscriptions(_target), cancellationToken))
                .RemoveAll(each => _templates.Contains(each.Key));
            // First of all, so that none fires on what follows, and none counts among what may.
            await DisableAsync(session, [.. made.Where(each => each.IsEventTrigger && IsKept(each))], cancellationToken);
            if (!_mayGive)
            {
                await KeepAsync(session, [.. made.Where(IsKept)], cancellationToken);
                return;
            }

            if (await FindObstacleAsync(session, made, cancellationToken) is { } obstacle)
            {
                await KeepAsync(session, [.. made.Where(IsKept)], cancellationToken);
                _context.Reporter.Warning(obstacle(await KeepSchemasAsync(cancellationToken)));
                return;
            }
            await KeepAsync(session, [.. made.Where(each => IsKept(each) && !IsGiven(each))], cancellationToken);
            ImmutableArray<OwnedObject> given = [.. made.Where(IsGiven)];
            var refresh = new MaterializedViewRefresh(session, _context.Reporter, _owner);
            var views = await refresh.EmptyAsync(given.Select(each => each.Key), _target, cancellationToken);
            await GiveAsync(session, given, cancellationToken);
            await refresh.FillAllAsync(views, cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState is not null && !SqlStates.EndsSession(exception.SqlState))
        {
            throw new PumFailureException(ReplaceFailures.NotGiven(_context.Connection.Database, _owner, exception.Failure), exception);
        }
    }

    private static bool SeesSubscriptions(Target target) => target.IsSuperuser || target.Server.Major >= EverybodySeesSubscriptionsSince;

    private static bool IsGiven(OwnedObject made) => made.IsGivers && made.MayBeGiven;

    // An event trigger of another superuser fires on what the owner does as well.
    private static bool IsKept(OwnedObject made) => made.IsGivers || (made.IsEventTrigger && !made.MayBeGiven);

    /// <summary>
    /// Why nothing is given, once the schemas are known that stay too: the owner would gain rights of others by it; <see langword="null"/>
    /// where he would not.
    /// </summary>
    private async Task<Func<ImmutableArray<string>, PumFailure>?> FindObstacleAsync(
        Session session, ImmutableArray<OwnedObject> made, CancellationToken cancellationToken)
    {
        // Whoever owns a schema may drop what others have in it and put something else in its place, and SQL that others keep as text may
        // name what is given.
        var others = made.RemoveAll(each => !each.IsThirdRoles || each.IsEventTrigger);
        if (!others.IsEmpty)
            return schemas => ReplaceFailures.NothingGivenBeside(
                _owner, _context.Roles.InForce, schemas, [.. others.Select(each => each.Display)]);
        var reaching = await Entanglement.FindAsync(session, _owner, made.Where(IsGiven).Select(each => each.Key), cancellationToken);
        return reaching.IsEmpty ? null : schemas => ReplaceFailures.NothingGiven(_owner, _context.Roles.InForce, schemas, reaching);
    }

    private async Task GiveAsync(Session session, ImmutableArray<OwnedObject> given, CancellationToken cancellationToken)
    {
        if (_target.IsSuperuser)
        {
            await GiveObjectsAsync(session, given, cancellationToken);
            return;
        }

        // Only a superuser can give objects to a role that may not create any there.
        await using var owners = await OpenOwnersAsync(cancellationToken);
        var lent = await LentCreate.LendAsync(owners, _connection.Database, _owner, cancellationToken);
        await GiveObjectsAsync(session, given, cancellationToken);
        await lent.TakeBackAsync(owners, cancellationToken);
    }

    private async Task GiveObjectsAsync(Session session, ImmutableArray<OwnedObject> given, CancellationToken cancellationToken)
    {
        // The owner of a schema may create something in it, without which a role that is no superuser could give that owner nothing there.
        // A superuser gives schemas last, so that his session names nothing in a schema of others any more.
        var ordered = given.OrderBy(each => each.IsSchema == _target.IsSuperuser);
        foreach (var batch in ordered.Chunk(BatchSize))
            await GiveAsync(session, batch.Select(each => each.Display), cancellationToken);
        await GiveLargeObjectsAsync(session, cancellationToken);
    }

    /// <summary>
    /// What stays with the role of the session must lend out neither that role's rights nor a later caller's: every role may call a
    /// function by default, an event trigger fires unasked, and what either uses may belong to the owner by then.
    /// </summary>
    private async Task KeepAsync(Session session, ImmutableArray<OwnedObject> kept, CancellationToken cancellationToken)
    {
        foreach (var each in kept.Where(each => each.IsGivers))
            _context.Reporter.Message(ReportImportance.Low, $"Stays with {_context.Roles.InForce}: {each.Display}");
        ImmutableArray<OwnedObject> armed = [.. kept.Where(each => each is { IsEventTrigger: false, Disarming: not null })];
        await DisarmAsync(session, armed, cancellationToken);
        if (!armed.IsEmpty)
            _context.Reporter.Warning(ReplaceFailures.RunsAsCaller(_context.Roles.InForce, [.. armed.Select(each => each.Display)]));
    }

    /// <summary>
    /// Keeps the schemas that would be the owner's with the database: he could put something else in the place of what the objects of
    /// others in them call.
    /// </summary>
    private async Task<ImmutableArray<string>> KeepSchemasAsync(CancellationToken cancellationToken)
    {
        await using var owners = await OpenOwnersAsync(cancellationToken);
        var schemas = await OwnersSchema.ListAsync(owners, cancellationToken);
        foreach (var schema in schemas)
            await owners.ExecuteAsync(
                $"ALTER SCHEMA {Sql.Identifier(schema)} OWNER TO {Sql.Identifier(_context.Roles.InForce)}", cancellationToken);
        return schemas;
    }

    /// <summary>A session of the owner that the new database has until the swap.</summary>
    private Task<Session> OpenOwnersAsync(CancellationToken cancellationToken) =>
        SessionOpening.OpenAsync(_connection with { Role = _context.CreatorsRole }, _context.Failure(), cancellationToken);

    private async Task DisableAsync(Session session, ImmutableArray<OwnedObject> eventTriggers, CancellationToken cancellationToken)
    {
        ImmutableArray<OwnedObject> armed = [.. eventTriggers.Where(each => each.Disarming is not null)];
        await DisarmAsync(session, armed, cancellationToken);
        if (!armed.IsEmpty)
            _context.Reporter.Warning(ReplaceFailures.EventTriggersDisabled(_owner, [.. armed.Select(each => each.Identity)]));
    }

    private static async Task DisarmAsync(Session session, ImmutableArray<OwnedObject> armed, CancellationToken cancellationToken)
    {
        foreach (var each in armed)
            await session.ExecuteAsync($"ALTER {each.Display} {each.Disarming}", cancellationToken);
    }

    private async Task GiveLargeObjectsAsync(Session session, CancellationToken cancellationToken)
    {
        var last = 0u;
        while (await OwnedLargeObjects.ListAsync(session, last, BatchSize, cancellationToken) is { IsEmpty: false } page)
        {
            await GiveAsync(session, page.Where(oid => !_templateLargeObjects.Contains(oid)).Select(oid => string.Create(CultureInfo.InvariantCulture, $"LARGE OBJECT {oid}")), cancellationToken);
            last = page[^1];
        }
    }

    private async Task GiveAsync(Session session, IEnumerable<string> objects, CancellationToken cancellationToken)
    {
        var statements = string.Join(";\n", objects.Select(each => $"ALTER {each} OWNER TO {Sql.Identifier(_owner)}"));
        if (statements.Length > 0)
            await session.ExecuteAsync(statements, cancellationToken);
    }
}
