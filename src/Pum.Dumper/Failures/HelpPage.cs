namespace Pum.Dumper.Failures;

/// <summary>The page of PostgreSQL's documentation that treats the subject of a code.</summary>
internal static class HelpPage
{
    private const string Documentation = "https://www.postgresql.org/docs/current/";

    /// <summary>The address of the page; the contents where no page is about it.</summary>
    public static string Of(string code) => Documentation + code switch
    {
        PumCodes.NoConnection or PumCodes.ServerNotReached or PumCodes.DatabaseNotFound => "libpq-connect.html",
        PumCodes.ServiceNotFound or PumCodes.ServiceFileInvalid => "libpq-pgservice.html",
        PumCodes.AuthenticationFailed => "client-authentication-problems.html",
        PumCodes.ConnectionNotAccepted => "server-start.html",
        PumCodes.TlsFailed => "libpq-ssl.html",
        PumCodes.DumpFromNewerServer => "upgrading.html",
        PumCodes.EncodingOrLocaleMissing => "manage-ag-createdb.html",
        PumCodes.DumpDenied or PumCodes.RestoreDenied => "ddl-priv.html",
        PumCodes.DumpFilterMatchesNothing or PumCodes.RestoreFilterMatchesNothing => "app-psql.html#APP-PSQL-PATTERNS",
        PumCodes.DumpDiskFull or PumCodes.ServerDiskFull => "disk-full.html",
        PumCodes.DumpLockTimeout => "explicit-locking.html",
        PumCodes.BackslashCommand => "app-psql.html",
        ['P', 'U', 'M', '2' or '4', ..] => "app-pgdump.html",
        ['P', 'U', 'M', '5', ..] => "app-pgrestore.html",
        ['P', 'U', 'M', '6', ..] => "manage-ag-templatedbs.html",
        ['P', 'U', 'M', '7', ..] => "app-initdb.html",
        _ => "backup-dump.html",
    };
}
