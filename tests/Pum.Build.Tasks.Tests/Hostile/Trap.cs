using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Build.Tasks.Tests.Hostile;

/// <summary>
/// What a role that may create in the schema <c>public</c> can lay there for others to step into: operators, functions, types and views
/// with the names of PostgreSQL's own. Each writes a line into the server's log, with the rights of whoever steps into it.
/// </summary>
internal static class Trap
{
    /// <summary>The prefix of the server's lines: who was connected, by <c>application_name</c>.</summary>
    public const string LogLinePrefix = "%a|";

    private const string Words = "sprung";

    /// <summary>
    /// For each operator and function of <c>pg_catalog</c> one of the same name and arguments, and the operators that comparisons and
    /// concatenations resolve to for each pair of the catalogues' types besides: the nearest to the arguments wins even where
    /// <c>pg_catalog</c> comes first.
    /// </summary>
    private const string Lay = $$"""
        SET search_path = pg_catalog;
        CREATE FUNCTION public.{{Words}}() RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS
          $$BEGIN RAISE LOG '{{Words}} with the rights of %', current_user; RETURN true; END$$;
        DO $do$
        DECLARE
          body text := 'BEGIN PERFORM public.{{Words}}(); RETURN NULL; END';
          made int := 0;
          statement text;
        BEGIN
          FOR statement IN
            SELECT format('CREATE OR REPLACE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L; CREATE OPERATOR public.%s (%s, FUNCTION = public.%1$I)',
                     'trap ' || result, concat_ws(', ', NULLIF(l, '-'), r), result, body, name, concat_ws(', ', 'LEFTARG = ' || NULLIF(l, '-'), 'RIGHTARG = ' || r))
              FROM (SELECT oprname AS name, oprleft::regtype::text AS l, oprright::regtype::text AS r, oprresult::regtype::text AS result FROM pg_operator WHERE oprright <> 0
                    UNION
                    SELECT name, l, r, CASE name WHEN '||' THEN 'text' WHEN '+' THEN 'bigint' WHEN '<<' THEN 'bigint' WHEN '|' THEN 'bigint' WHEN '->>' THEN 'text' ELSE 'boolean' END
                      FROM unnest('{=,<>,<,>,<=,>=,~,!~,~~,!~~,||,+,<<,|,->>}'::text[]) name,
                           unnest('{oid,smallint,integer,bigint,text,name,"\"char\"",boolean,regclass,regnamespace,timestamptz,inet}'::text[]) l,
                           unnest('{oid,smallint,integer,bigint,text,name,"\"char\"",boolean,regclass,regnamespace,timestamptz,inet}'::text[]) r
                     WHERE NOT EXISTS (SELECT FROM pg_operator o WHERE o.oprname = name AND o.oprleft = l::regtype AND o.oprright = r::regtype)) AS wanted
            UNION ALL
            SELECT format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L',
                     proname, pg_get_function_arguments(oid), pg_get_function_result(oid), CASE WHEN proretset THEN replace(body, 'RETURN NULL', 'RETURN') ELSE body END)
              FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'
            UNION ALL
            SELECT format('CREATE FUNCTION public.trap_state(%1$s, %1$s) RETURNS %1$s LANGUAGE plpgsql AS %2$L; CREATE AGGREGATE public.max(%1$s) (SFUNC = public.trap_state, STYPE = %1$s)', type, body)
              FROM unnest('{oid,integer,bigint,text}'::text[]) type
            UNION ALL
            SELECT format('CREATE FUNCTION public.trap_state(bigint) RETURNS bigint LANGUAGE plpgsql AS %L; CREATE AGGREGATE public.count(*) (SFUNC = public.trap_state, STYPE = bigint)', body)
            UNION ALL
            SELECT format('CREATE DOMAIN public.%I AS pg_catalog.%1$I CHECK (public.{{Words}}())', type)
              FROM unnest('{text,int8,int4,oid,name,bool,regclass,regnamespace}'::text[]) type
            UNION ALL
            SELECT format('CREATE VIEW public.%I AS SELECT * FROM pg_catalog.%1$I WHERE public.{{Words}}()', relname)
              FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') AND has_table_privilege(oid, 'SELECT')
          LOOP
            BEGIN
              EXECUTE statement;
              made := made + 1;
            EXCEPTION WHEN OTHERS THEN
              -- Pseudo-types, and other things that a plain role cannot use in a function of its own.
              NULL;
            END;
          END LOOP;
          RAISE NOTICE 'made %', made;
        END
        $do$;
        """;

    /// <summary>Lays it into a database, as a role that is no superuser.</summary>
    public static async Task LayAsync(TemporaryServer server, string database, string role, string password)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql(database, role, password).ConnectionString);
        var made = "";
        connection.Notice += (_, notice) => made = notice.Notice.MessageText;
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Lay, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
        // A trap with few teeth would prove little.
        Assert.IsGreaterThan(4000, int.Parse(made.Replace("made ", "", StringComparison.Ordinal), null), made);
    }

    /// <summary>The lines of the log that say who stepped into it.</summary>
    public static async Task<string> SprungAsync(TemporaryServer server)
    {
        await using var log = new FileStream(
            Path.Combine(Path.GetDirectoryName(server.DataDirectory)!, "log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return string.Join(
            '\n',
            (await reader.ReadToEndAsync()).Split('\n').Where(line => line.Contains($"{Words} with", StringComparison.Ordinal)).Distinct());
    }
}
