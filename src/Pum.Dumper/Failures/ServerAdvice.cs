using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>
/// What helps where the server refused a statement, by its own words: the first entry that matches them. In another language there is only
/// the general advice of the code.
/// </summary>
/// <remarks>
/// pg_dump sets <c>search_path</c> to nothing (CVE-2018-1058), so what the bodies of functions and the expressions of generated columns
/// name without a schema is not found when a restore runs them. The owner of an object may not do everything with it.
/// </remarks>
/// <param name="Example">Words that a server really wrote; a test matches them.</param>
/// <param name="Words">What is stable in them.</param>
/// <param name="Advice">What to do.</param>
internal sealed record ServerAdvice(string Example, Regex Words, string Advice)
{
    private const string Superuser = "Only a superuser may do this: connect as one, or drop the object before the dump if nothing needs it.";

    private const string Owners = "Make the dump without owners (pg_dump --no-owner), or connect as a member of that role.";

    private const string ServerFile =
        "The statement needs a file of the server's machine. If the script is the restore.sql of a tar archive, restore the archive instead; in a script of your own load the rows with \\copy and TrustDump.";

    private const string Clean = "a plain dump that drops objects first (pg_dump --clean) needs --if-exists for a target that lacks some";

    private const string Schema =
        "If the target has it, write its schema before its name, or set search_path for the function that names it (ALTER FUNCTION … SET search_path): a dump leaves search_path empty.";

    private ServerAdvice(string example, [StringSyntax(StringSyntaxAttribute.Regex)] string words, string advice)
        : this(example, new Regex(words, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), advice)
    {
    }

    /// <summary>For restores.</summary>
    public static ImmutableArray<ServerAdvice> OfRestores { get; } =
    [
        new("must be superuser or have privileges of the pg_execute_server_program role to COPY to or from an external program", "external program",
            "The statement runs a program on the server's machine: connect as a superuser or a member of pg_execute_server_program, or take it out."),
        new("permission denied to COPY from a file", " to COPY ", ServerFile),
        new("could not open file \"/tmp/film.csv\" for reading: No such file or directory", "could not open file", ServerFile),
        new("permission denied: \"RI_ConstraintTrigger_a_16400\" is a system trigger", "is a system trigger",
            "Only a superuser may switch off the triggers of foreign keys: connect as one, or leave out --disable-triggers."),
        new("must be superuser to create FOR ALL TABLES publication", "superuser to create FOR ",
            "Only a superuser may publish all tables or a schema: connect as one, or leave publications out with AdditionalOptions=\"--no-publications\"."),
        new("permission denied to create event trigger \"watch\"", "to create event trigger",
            "Only a superuser may create an event trigger: connect as one, or take the statement out of the script. For an archive, set IgnoreErrors=\"true\", or leave the trigger out with Schemas."),
        new("must be superuser to create an operator class", "must be superuser", Superuser),
        new("permission denied for language c", "denied for language", Superuser),
        new("permission denied to set parameter \"session_replication_role\"", "to set parameter",
            "Take the setting out of the script, connect as a superuser, or have one grant it (GRANT SET ON PARAMETER, PostgreSQL 15 or later)."),
        new("permission denied to create extension \"dblink\"", "to create extension",
            "Have a superuser install the extension in the target first, or connect as one; ExcludeExtensions leaves it out of a dump or an archive."),
        new("could not open extension control file \"/usr/share/postgresql/15/extension/postgis.control\": No such file or directory",
            @"extension ""[^""]+"" is not available|could not open extension control file",
            "Install the extension on the server's machine (pg_available_extensions lists what it has), or leave it out of a dump or an archive with ExcludeExtensions."),
        new("must be owner of extension pgstattuple", "owner of extension",
            "Take the statement out of the script, connect as the extension's owner, or restore an archive (Format=\"custom\"): the restore then leaves it out."),
        new("must be able to SET ROLE \"boss\"", "must be able to SET ROLE|must be member of role", Owners),
        new("role \"leaver\" does not exist", "role \"[^\"]+\" does not exist",
            "Create the role on the target's server first, or dump without owners and privileges (pg_dump --no-owner --no-privileges). Policies and user mappings name roles all the same; IgnoreErrors=\"true\" goes on without them."),
        // pg_cron
        new("can only create extension in database postgres", "can only create extension in database",
            "Restore into that database, without CreateDatabase and ReplaceDatabase, which first restore under another name; or leave the extension out of an archive with ExcludeExtensions."),
        new("cannot drop table film because other objects depend on it", "because other objects depend on it",
            $"Drop what depends on it first, or set {ReplaceFailures.WaysOut}."),
        new("insert or update on table \"item\" violates foreign key constraint \"item_picture_id_fkey\"", "insert or update on table .* violates foreign key",
            "A row refers to one that neither the dump nor the target has: if a filter left that out, leave out the rows that refer to it too, with ExcludeTableData."),
        new("text search configuration \"plain\" does not exist", @"(?:collation|text search [a-z]+) ""[^"".]+"" (?:for .*)?does not exist",
            $"If the target lacks it, create it first. {Schema}"),
        new("collation \"pg_catalog.sv-x-icu\" for encoding \"UTF8\" does not exist", @"collation ""[^""]+"" .*does not exist",
            "Create the collation in the target under that name (CREATE COLLATION; in pg_catalog as a superuser), or restore into a server whose system has it."),
        new("server \"far\" does not exist", @"(?:^|ERROR:  |: )server "".+"" does not exist",
            "Create the foreign server in the target first (CREATE SERVER), or leave out of the dump what needs it."),
        new("unrecognized configuration parameter \"transaction_timeout\"", "unrecognized configuration parameter",
            "Take the setting out of the script, or restore into a server that knows it."),
        new("column \"title\" of relation \"film\" does not exist", @"column ""[^""]+"" of relation ""[^""]+"" does not exist",
            "The target's table has other columns than the dump's: restore definitions and data together, or change the table."),
        // Only what drops or alters says which kind of relation it is.
        new("table \"film\" does not exist", @"(?:table|view|index|sequence) ""[^""]+"" does not exist|constraint ""[^""]+"" of relation ""[^""]+"" does not exist",
            $"The target does not have it: {Clean}."),
        new("relation \"public.film\" does not exist", @"(?:relation|type) ""[^""]+\.[^""]+"" does not exist|function [^\s(]+\.[^\s(]+\(.*\) does not exist",
            $"Neither the target nor what was restored before has it. With DataOnly restore the definitions first; a filter may have left it out; an extension may bring it; {Clean}."),
        new("type \"hstore\" does not exist", @"type ""[^""]+"" does not exist", $"If an extension brings it, install that. {Schema}"),
        new("MATERIALIZED VIEW DATA public.counted: could not execute query: ERROR:  relation \"film\" does not exist",
            @"MATERIALIZED VIEW DATA .*(?:relation ""[^""]+""|function .+|operator) does not exist",
            $"{Schema} ExcludeTableData restores the materialized view unfilled."),
        new("operator does not exist: public.citext = text", @"(?:relation ""[^""]+""|function .+|operator) does not exist", Schema),
        new("literal carriage return found in data", "literal (?:carriage return|newline) found in data|end-of-copy marker does not match previous newline style",
            @"The script mixes two kinds of line ends. Convert them all to LF (on Linux: sed -i 's/\r$//'), or dump again. Strings and function bodies lose the CR of their line ends too."),
        new("syntax error at or near \"pg_dump\"", @"syntax error at or near ""(?:pg_dump|pg_restore|WARNING|NOTICE|DETAIL|HINT)""",
            "Another program may have written into the dump: delete its lines, or dump again without 2>&1, and with docker exec or kubectl exec without -t."),
    ];

    /// <summary>For dumps.</summary>
    public static ImmutableArray<ServerAdvice> OfDumps { get; } =
    [
        new("query would be affected by row-level security policy for table \"film\"", "row-level security",
            "Connect as a role that has BYPASSRLS (ALTER ROLE … BYPASSRLS) and may read the table, or leave its rows out with ExcludeTableData."),
        new("permission denied for large object 4711", "large object",
            "Connect as its owner or as a superuser, have it granted (GRANT SELECT ON LARGE OBJECT), or leave large objects out with AdditionalOptions=\"--no-blobs\"."),
        new("role \"nosuch\" does not exist", "role \"", "Check the name in Role, and that the connection's role is a member of it."),
    ];

    /// <summary>The advice, or <see langword="null"/> where there is none for these words.</summary>
    public static string? For(string words, bool dumping = false) =>
        (dumping ? OfDumps : OfRestores).FirstOrDefault(entry => entry.Words.IsMatch(words))?.Advice;
}
