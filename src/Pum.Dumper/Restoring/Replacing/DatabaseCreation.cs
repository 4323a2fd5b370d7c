using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// CREATE DATABASE with the dump's encoding and locale where the server has them, and where the old database is, which it is to replace.
/// </summary>
/// <param name="Context">What every step knows.</param>
/// <param name="Name">What it is to be called.</param>
/// <param name="Properties">Encoding and locale of the dump.</param>
/// <param name="Replaced">The old database, or <see langword="null"/>.</param>
internal sealed record DatabaseCreation(RestoreContext Context, string Name, DatabaseProperties Properties, DatabaseFacts? Replaced)
{
    /// <summary>
    /// The SQLSTATEs with which CREATE DATABASE refuses an encoding or a locale, and an older server an option or a provider that it does
    /// not know (<c>src/backend/commands/dbcommands.c</c>).
    /// </summary>
    private static readonly string[] PropertyStates =
    [
        SqlStates.InvalidParameterValue, SqlStates.UndefinedObject, SqlStates.WrongObjectType, SqlStates.FeatureNotSupported,
        SqlStates.SyntaxError, SqlStates.InvalidObjectDefinition,
    ];

    /// <summary>
    /// Tries the dump's properties, then its encoding with the server's own locale, then with the locale C, which fits every encoding.
    /// </summary>
    /// <exception cref="PumFailureException">PUM2004; PUM5001; PUM5005.</exception>
    public async Task RunAsync(Session maintenance, CancellationToken cancellationToken)
    {
        var tablespace = Tablespace();
        PumFailureException? first = null;
        string? refusedByTemplate = null;
        foreach (var options in Properties.Attempts)
        {
            try
            {
                await CreateAsync(maintenance, options + tablespace, cancellationToken);
                if (first is not null)
                    Context.Reporter.Warning(refusedByTemplate is { } lost
                        ? CreationFailures.OtherLocale(Template, Properties.Locale, lost, Context.Request.File)
                        : CreationFailures.NoSuchLocale(Properties.Locale, options == Properties.WithLocaleC, Context.Request.File));
                return;
            }
            catch (PumFailureException exception) when (!Properties.IsUnknown && PropertyStates.Contains(exception.SqlState))
            {
                Context.Reporter.Message(ReportImportance.Low, exception.Failure.Message);
                first ??= exception;
                if (IsTemplates(exception.Failure))
                    refusedByTemplate ??= options;
            }
            catch (PumFailureException exception) when (exception.SqlState is not null)
            {
                throw new PumFailureException(
                    CreationFailures.NotCreated(Context.Connection.Database, Template != RestoreRequest.PlainTemplate, exception.Failure),
                    exception);
            }
        }

        var failure = refusedByTemplate is { } refused
            ? CreationFailures.OtherEncoding(Template, Properties.Encoding, refused, Context.Request.File)
            : CreationFailures.NoSuchEncoding(Properties.Encoding, Context.Request.File);
        throw new PumFailureException(
            failure with
            {
                SqlState = first!.SqlState,
                Details = [first.Failure.Message, .. first.Failure.Details],
            },
            first);
    }

    private string Template => Context.Request.BaseTemplate;

    /// <summary>
    /// Whether the template has another encoding or locale, which the server checks last: where it refuses these themselves, it gives
    /// another SQLSTATE or no hint.
    /// </summary>
    private bool IsTemplates(PumFailure refusal) =>
        Template != RestoreRequest.PlainTemplate
            && refusal.SqlState == SqlStates.InvalidParameterValue && NpgsqlFailures.HintOf(refusal) is not null;

    private async Task CreateAsync(Session maintenance, string options, CancellationToken cancellationToken)
    {
        await maintenance.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(Name)} TEMPLATE {Sql.Identifier(Template)}{options} ALLOW_CONNECTIONS false", cancellationToken);
        await ScratchAccess.CloseAsync(maintenance, Name, Context, cancellationToken);
    }

    private string Tablespace()
    {
        if (Replaced?.TablespaceToKeep is { } tablespace)
            return $" TABLESPACE {Sql.Identifier(tablespace)}";
        if (Replaced is { Tablespace: not DatabaseFacts.DefaultTablespace })
            Context.Reporter.Warning(ReplaceFailures.TablespaceNotKept(Context.Connection.Database, Replaced.Tablespace));
        return "";
    }
}
