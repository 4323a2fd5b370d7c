namespace Pum.Dumper.Failures;

/// <summary>The page of PostgreSQL's documentation that treats the subject of a code.</summary>
internal static class HelpPage
{
    private const string Documentation = "https://www.postgresql.org/docs/current/";

    /// <summary>The address of the page; the contents where no page is about it.</summary>
    public static string Of(string code) => Documentation + code switch
    {
        "PUM1002" or "PUM3003" or "PUM3005" => "libpq-connect.html",
        "PUM3001" or "PUM3002" => "libpq-pgservice.html",
        "PUM3004" => "client-authentication-problems.html",
        "PUM3006" => "server-start.html",
        "PUM3007" => "libpq-ssl.html",
        "PUM2003" => "upgrading.html",
        "PUM2004" => "manage-ag-createdb.html",
        "PUM4002" or "PUM5005" => "ddl-priv.html",
        "PUM4003" or "PUM5013" => "app-psql.html#APP-PSQL-PATTERNS",
        "PUM4004" or "PUM5014" => "disk-full.html",
        "PUM4005" => "explicit-locking.html",
        "PUM5009" => "app-psql.html",
        ['P', 'U', 'M', '2' or '4', ..] => "app-pgdump.html",
        ['P', 'U', 'M', '5', ..] => "app-pgrestore.html",
        ['P', 'U', 'M', '6', ..] => "manage-ag-templatedbs.html",
        ['P', 'U', 'M', '7', ..] => "app-initdb.html",
        _ => "backup-dump.html",
    };
}
