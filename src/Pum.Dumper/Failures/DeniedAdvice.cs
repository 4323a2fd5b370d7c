using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>
/// What helps where the server refused something for want of a right. The owner of an object may not do everything with it, so the
/// server's words decide; in another language the general advice is left.
/// </summary>
internal static class DeniedAdvice
{
    private const string Superuser = "Only a superuser may do this: connect as one, or drop the object before the dump if nothing needs it.";

    // The order counts: the first whose words the message holds.
    private static readonly ImmutableArray<(string Words, string Advice)> OfRestores =
    [
        ("external program", "The statement runs a program on the server's machine: connect as a superuser or a member of pg_execute_server_program, or take it out."),
        (" to COPY ", StatementAdvice.ServerFile),
        ("is a system trigger", "Only a superuser may switch off the triggers of foreign keys: connect as one, or leave out --disable-triggers."),
        ("superuser to create FOR ", "Only a superuser may publish all tables or a schema: connect as one, or leave publications out with AdditionalOptions=\"--no-publications\"."),
        ("to create event trigger", Superuser),
        ("must be superuser", Superuser),
        ("denied for language", Superuser),
        ("to set parameter", "Take the setting out of the script, connect as a superuser, or have one grant it (GRANT SET ON PARAMETER, PostgreSQL 15 or later)."),
        ("to create extension", "Have a superuser install the extension in the target first, or connect as one; ExcludeExtensions leaves it out of a dump or an archive."),
        ("extension ", "Leave the extension out with ExcludeExtensions, or connect as its owner."),
        ("must be able to SET ROLE", Owners),
        ("must be member of role", Owners),
    ];

    private static readonly ImmutableArray<(string Words, string Advice)> OfDumps =
    [
        ("row-level security", "Connect as a role that has BYPASSRLS (ALTER ROLE … BYPASSRLS) and may read the table, or leave its rows out with ExcludeTableData."),
        ("large object", "Connect as its owner or as a superuser, have it granted (GRANT SELECT ON LARGE OBJECT), or leave large objects out with AdditionalOptions=\"--no-blobs\"."),
        ("role \"", "Check the name in Role, and that the connection's role is a member of it."),
    ];

    private const string Owners = "Make the dump without owners (pg_dump --no-owner), or connect as a member of that role.";

    /// <summary>For an operation that the server refused in these words.</summary>
    public static string For(string words, bool dumping)
    {
        foreach (var (named, advice) in dumping ? OfDumps : OfRestores)
        {
            if (words.Contains(named, StringComparison.Ordinal))
                return advice;
        }

        return dumping
            ? "Connect as a role that may read everything that is dumped (pg_read_all_data, from PostgreSQL 14 on), name one with Role, or exclude the object."
            : "Connect as the owner of that object, or set Role to a role with the owner's rights.";
    }
}
