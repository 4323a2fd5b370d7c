using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>How a dump is restored: what is decided about tools, content and transactions, before anything is written.</summary>
/// <param name="Context">What every step knows: the request, the connection, the target, and whether that is made for the restore.</param>
/// <param name="Replaced">The database that is to be replaced, or <see langword="null"/>.</param>
/// <param name="Format">The dump's format.</param>
/// <param name="Content">How the dump goes into the target.</param>
/// <param name="Properties">Encoding and locale of a database that is made.</param>
/// <param name="Warnings">What is said before it begins.</param>
/// <param name="Hash">The dump's hash, which is still being computed.</param>
internal sealed record RestorePlan(
    RestoreContext Context,
    DatabaseFacts? Replaced,
    DumpFormat Format,
    ContentPlan Content,
    DatabaseProperties Properties,
    ImmutableArray<PumFailure> Warnings,
    DumpHash Hash) : IAsyncDisposable
{
    /// <summary>
    /// The database that is to be replaced, where its owner is not the role that restores: he gets what was restored, or gains nothing by
    /// what that role keeps. With <c>NoOwner="false"</c> the archive sets all owners.
    /// </summary>
    public DatabaseFacts? OfOtherOwner =>
        Replaced is not null && Replaced.Owner != Context.Roles.InForce && Context.Request.NoOwner != false ? Replaced : null;

    /// <summary>Whether a new database is analyzed: it is used at once, and by queries that were planned well before.</summary>
    public bool Analyzes => Context.Request is { ReplaceDatabase: true, SchemaOnly: false };

    /// <summary>The plan once the new database is there: what only that can tell is decided now.</summary>
    /// <param name="connection">Where the new database is.</param>
    /// <param name="target">What it is like.</param>
    /// <param name="session">A session in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">PUM2001, PUM5005, PUM5011, PUM5013.</exception>
    public async Task<RestorePlan> CompleteAsync(Connection connection, Target target, Session session, CancellationToken cancellationToken)
    {
        var context = Context with { Connection = connection, Target = target };
        return this with
        {
            Context = context,
            Content = Content is ArchivePlan archive
                ? await archive.CompleteAsync(
                    context, await InstalledObjects.InspectAsync(session, cancellationToken), session, cancellationToken)
                : Content,
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Hash.DisposeAsync();
}
