using static Pum.Dumper.Failures.SessionFailures;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about CREATE DATABASE: PUM2004, PUM5001 and PUM5005.</summary>
internal static class CreationFailures
{
    public static PumFailure NoSuchEncoding(string? encoding, string file) => new()
    {
        Code = PumCodes.EncodingOrLocaleMissing,
        Message = $"The server cannot make a database with the encoding '{encoding}' of the dump.",
        Advice = "Create the database yourself, and restore into that without ReplaceDatabase.",
        Location = new(file),
    };

    public static PumFailure NoSuchLocale(string? locale, bool isC, string file) => new()
    {
        Code = PumCodes.EncodingOrLocaleMissing,
        Message = $"The server {(locale is null ? "has no locale of its own for the encoding of the dump" : $"lacks the locale '{locale}' of the dump")}, so the new database gets {(isC ? "C" : "the server's own")}.",
        Advice = "Text may sort in another order; create the database yourself if that matters.",
        Location = new(file),
    };

    /// <param name="template">The database that BaseTemplate names.</param>
    /// <param name="encoding">The dump's.</param>
    /// <param name="options">Of CREATE DATABASE: what the dump's database had, as far as the server has it.</param>
    /// <param name="file">The dump.</param>
    public static PumFailure OtherEncoding(string template, string? encoding, string options, string file) => new()
    {
        Code = PumCodes.EncodingOrLocaleMissing,
        Message = $"The database '{template}', which BaseTemplate names, has another encoding than the dump ('{encoding}').",
        Advice = $"Create it again with the dump's encoding and locale ({FromTemplate0(options)}), or leave out BaseTemplate.",
        Location = new(file),
    };

    /// <inheritdoc cref="OtherEncoding"/>
    /// <remarks>A warning.</remarks>
    public static PumFailure OtherLocale(string template, string? locale, string options, string file) => new()
    {
        Code = PumCodes.EncodingOrLocaleMissing,
        Message = $"The database '{template}', which BaseTemplate names, has another locale than the dump ('{locale}'), and the new database inherits it.",
        Advice = $"Text may sort differently. If that matters, create the template again with the dump's locale ({FromTemplate0(options)}).",
        Location = new(file),
    };

    /// <param name="database">The target.</param>
    /// <param name="hasTemplate">Whether BaseTemplate names a database that the user made.</param>
    /// <param name="refusal">What the server said.</param>
    public static PumFailure NotCreated(string database, bool hasTemplate, PumFailure refusal) => new()
    {
        Code = refusal.SqlState == SqlStates.InsufficientPrivilege ? PumCodes.RestoreDenied : PumCodes.PgRestoreFailed,
        Message = $"The database '{database}' could not be created: {Sentence(refusal.Details.IsEmpty ? refusal.SqlState! : refusal.Details[0])}",
        // The server knows more than its SQLSTATE says: that a template's collation version is outdated has none of its own.
        Advice = NpgsqlFailures.HintOf(refusal) is { } hint ? Sentence(LackingObjects.OneLine(hint)) : refusal.SqlState switch
        {
            SqlStates.InsufficientPrivilege when !hasTemplate => "Grant the role CREATEDB (ALTER ROLE … CREATEDB), or create the database beforehand.",
            SqlStates.InsufficientPrivilege => "Connect as the owner of the database that BaseTemplate names, or ask the owner to mark it as a template (ALTER DATABASE … IS_TEMPLATE true).",
            SqlStates.InvalidCatalogName => "Check the name in BaseTemplate.",
            SqlStates.ObjectInUse => "Close all sessions in the database that BaseTemplate names: the server cannot copy a database that is in use.",
            _ => "Create the database yourself, and restore into that without ReplaceDatabase.",
        },
        SqlState = refusal.SqlState,
        Details = refusal.Details,
    };

    private static string FromTemplate0(string options) =>
        $"CREATE DATABASE … TEMPLATE template0{LackingObjects.OneLine(options)}";
}
