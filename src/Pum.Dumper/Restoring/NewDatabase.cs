using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>
/// A database that is restored under a name of its own and gets the target's only when it is complete: whatever ends the restore, the
/// target never stands there half.
/// </summary>
internal sealed class NewDatabase : IAsyncDisposable
{
    private readonly Session maintenance;
    private bool published;

    private readonly IReporter reporter;

    private NewDatabase(Session maintenance, string name, IReporter reporter) => (this.maintenance, Name, this.reporter) = (maintenance, name, reporter);

    /// <summary>Its name while it is restored.</summary>
    public string Name { get; }

    /// <summary>Creates it with the dump's encoding and locale where the server has them.</summary>
    /// <exception cref="PumFailureException">PUM2004, PUM5005 and those of connecting.</exception>
    public static async Task<NewDatabase> CreateAsync(
        Connection connection, string template, DatabaseProperties properties, ToolFailureContext context, IReporter reporter, CancellationToken cancellationToken)
    {
        var maintenance = await OpenMaintenanceAsync(connection, context, cancellationToken).ConfigureAwait(false);
        var database = new NewDatabase(maintenance, $"pum_scratch_{Guid.NewGuid():N}", reporter);
        try
        {
            await database.CreateAsync(template, properties, context, cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await maintenance.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives it the target's name.</summary>
    /// <exception cref="PumFailureException">PUM5004 where another restore was faster.</exception>
    public async Task PublishAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            await maintenance.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(Name)} RENAME TO {Sql.Identifier(target)}", cancellationToken).ConfigureAwait(false);
            published = true;
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.DuplicateDatabase)
        {
            throw new PumFailureException(RestoreFailures.DatabaseExists(target), exception);
        }
    }

    /// <summary>Drops it where it was not published; what ended the restore stays the failure, also where the server is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (maintenance.ConfigureAwait(false))
        {
            if (published)
                return;
            try
            {
                await maintenance.ExecuteAsync($"DROP DATABASE IF EXISTS {Sql.Identifier(Name)} WITH (FORCE)", CancellationToken.None).ConfigureAwait(false);
            }
            catch (PumFailureException exception)
            {
                reporter.Warning(RestoreFailures.ScratchLeft(Name, exception.Failure));
            }
        }
    }

    private static async Task<Session> OpenMaintenanceAsync(Connection connection, ToolFailureContext context, CancellationToken cancellationToken)
    {
        if (connection.MaintenanceDatabase is { } named)
            return await Session.OpenAsync(connection.WithDatabase(named), context, cancellationToken).ConfigureAwait(false);
        try
        {
            return await Session.OpenAsync(connection.WithDatabase("postgres"), context, cancellationToken).ConfigureAwait(false);
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            return await Session.OpenAsync(connection.WithDatabase("template1"), context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Tries the dump's properties, then its encoding with the server's own locale, then with the locale C, which fits every encoding.
    /// </summary>
    private async Task CreateAsync(string template, DatabaseProperties properties, ToolFailureContext context, CancellationToken cancellationToken)
    {
        var attempts = new[] { properties.All, properties.EncodingAlone, properties.EncodingAlone + " LOCALE 'C'" }.Distinct(StringComparer.Ordinal).ToList();
        PumFailureException? first = null;
        foreach (var options in properties.IsUnknown ? attempts[..1] : attempts)
        {
            try
            {
                await maintenance.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(Name)} TEMPLATE {Sql.Identifier(template)}{options}", cancellationToken).ConfigureAwait(false);
                if (first is not null)
                    reporter.Warning(RestoreFailures.NoSuchLocale(properties.Locale, options.EndsWith(" LOCALE 'C'", StringComparison.Ordinal), context.File));
                return;
            }
            catch (PumFailureException exception) when (exception.SqlState is not (null or SqlStates.InsufficientPrivilege) && !properties.IsUnknown)
            {
                reporter.Message(ReportImportance.Low, exception.Failure.Message);
                first ??= exception;
            }
            catch (PumFailureException exception) when (exception.SqlState is { } sqlState)
            {
                throw new PumFailureException(RestoreFailures.NotCreated(Name, exception.Failure.Message, sqlState), exception);
            }
        }

        throw new PumFailureException(
            RestoreFailures.NoSuchEncoding(properties.Encoding, context.File) with { SqlState = first!.SqlState, Details = [first.Failure.Message, .. first.Failure.Details] }, first);
    }
}
