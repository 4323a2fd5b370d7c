using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ServerTests.Databases;

/// <summary>What reaches objects that a role is to be given.</summary>
[TestClass]
public sealed class EntanglementTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("cast (pg_catalog.xid AS pg_catalog.text)", """
        CREATE FUNCTION as_text(xid) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$;
        CREATE CAST (xid AS text) WITH FUNCTION as_text(xid);
        """)]
    [DataRow("cast (public.hstore AS integer)", """
        CREATE EXTENSION hstore;
        CREATE FUNCTION as_integer(hstore) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
        CREATE CAST (hstore AS int) WITH FUNCTION as_integer(hstore);
        """)]
    [DataRow("function public.as_text(pg_catalog.xid)", """
        CREATE FUNCTION as_text(xid) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN public.helper(); END';
        CREATE FUNCTION helper() RETURNS text LANGUAGE sql AS 'SELECT 1::text';
        CREATE CAST (xid AS text) WITH FUNCTION as_text(xid);
        ALTER FUNCTION as_text OWNER TO pum_plain;
        """)]
    [DataRow("operator family public.point_btree_ops USING btree", """
        CREATE FUNCTION lower_point(point, point) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1::text < $2::text $$;
        CREATE FUNCTION compared_point(point, point) RETURNS int LANGUAGE internal IMMUTABLE AS 'btint8cmp';
        CREATE OPERATOR < (LEFTARG = point, RIGHTARG = point, FUNCTION = lower_point);
        CREATE OPERATOR CLASS point_btree_ops DEFAULT FOR TYPE point USING btree AS OPERATOR 1 <, FUNCTION 1 compared_point(point, point);
        """)]
    [DataRow("table public.pay", """
        CREATE FUNCTION allowed() RETURNS boolean LANGUAGE sql AS 'SELECT false';
        CREATE TABLE pay (a int);
        CREATE POLICY some_rows ON pay USING (allowed());
        ALTER TABLE pay OWNER TO pum_plain;
        """)]
    [DataRow("table public.pay", "CREATE DOMAIN positive AS int; CREATE TABLE pay (a positive[]); ALTER TABLE pay OWNER TO pum_plain")]
    [DataRow("table public.pay", "CREATE TABLE pay (a int PRIMARY KEY); ALTER TABLE pay OWNER TO pum_plain; CREATE TABLE paid (a int REFERENCES pay ON DELETE CASCADE)")]
    [DataRow("table public.parent", """
        CREATE TABLE parent (a int) PARTITION BY LIST (a);
        CREATE TABLE part PARTITION OF parent DEFAULT;
        ALTER TABLE parent OWNER TO pum_plain;
        """)]
    [DataRow("aggregate public.total(integer)", """
        CREATE FUNCTION added(int, int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
        CREATE AGGREGATE total(int) (SFUNC = added, STYPE = int, INITCOND = '0');
        ALTER AGGREGATE total(int) OWNER TO pum_plain;
        """)]
    [DataRow("function public.plus(integer,integer)", """
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION plus(a int, b int DEFAULT one()) RETURNS int LANGUAGE internal AS 'int4pl';
        """)]
    [DataRow("table public.pay", "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE pay (a mood); ALTER TABLE pay OWNER TO pum_plain")]
    [DataRow("table public.pay", """
        CREATE TABLE pay (a int, b int);
        ALTER TABLE pay OWNER TO pum_plain;
        CREATE FUNCTION doubled(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 2 * $1; END';
        CREATE STATISTICS of_pay ON (doubled(a)), b FROM pay;
        """)]
    [DataRow("language plx", """
        CREATE FUNCTION validated(oid) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
        CREATE TRUSTED LANGUAGE plx HANDLER plpgsql_call_handler VALIDATOR validated;
        """)]
    [DataRow("view information_schema.schemata", """
        CREATE FUNCTION named() RETURNS text LANGUAGE sql AS 'SELECT 1::text';
        DO $$ BEGIN EXECUTE format('CREATE OR REPLACE VIEW information_schema.schemata AS %s', replace(rtrim(pg_get_viewdef('information_schema.schemata'), ';'), 'WHERE', 'WHERE named() IS NOT NULL AND')); END $$;
        """)]
    [DataRow("view public.seen", "CREATE VIEW seen AS SELECT * FROM film; ALTER VIEW seen OWNER TO pum_plain")]
    [DataRow("function pg_catalog.instr(pg_catalog.text)", "CREATE FUNCTION pg_catalog.instr(text) RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [DataRow("foreign table public.part", """
        CREATE EXTENSION file_fdw;
        CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
        CREATE TABLE parent (line text) PARTITION BY LIST (line);
        CREATE FOREIGN TABLE part PARTITION OF parent DEFAULT SERVER files OPTIONS (filename '/a file');
        """)]
    [DataRow("function public.proven(integer)", "CREATE FUNCTION proven(int) RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'")]
    [DataRow("operator pg_catalog.@>(pg_catalog.tsquery,pg_catalog.tsquery)", """
        CREATE FUNCTION not_in(tsquery, tsquery) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN NOT ($1 OPERATOR(pg_catalog.@>) $2); END';
        CREATE OPERATOR !@> (FUNCTION = not_in, LEFTARG = tsquery, RIGHTARG = tsquery, NEGATOR = OPERATOR(pg_catalog.@>));
        """)]
    [DataRow("view public.seen", """
        CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
        CREATE VIEW seen AS SELECT 1 AS a WHERE NOT (1 === 2);
        ALTER VIEW seen OWNER TO pum_plain;
        """)]
    [DataRow("foreign table public.far", """
        CREATE FOREIGN DATA WRAPPER wrapper;
        GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO pum_owner;
        CREATE SERVER far FOREIGN DATA WRAPPER wrapper;
        CREATE FOREIGN TABLE far (a int) SERVER far;
        ALTER FOREIGN TABLE far OWNER TO pum_plain;
        """)]
    [DataRow("function app.lent()", """
        CREATE SCHEMA app;
        CREATE EXTENSION hstore SCHEMA app;
        CREATE FUNCTION app.lent() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN upper('a'); END $$;
        ALTER EXTENSION hstore ADD FUNCTION app.lent();
        """)]
    [DataRow("function app.lent()", """
        CREATE SCHEMA app;
        CREATE EXTENSION hstore SCHEMA app;
        CREATE FUNCTION app.lent() RETURNS text LANGUAGE plpgsql SET search_path = app AS $$ BEGIN RETURN upper('a'); END $$;
        ALTER EXTENSION hstore ADD FUNCTION app.lent();
        """)]
    [DataRow("function utils.lent(character varying)", """
        CREATE SCHEMA app;
        CREATE SCHEMA utils;
        CREATE EXTENSION hstore SCHEMA utils;
        CREATE FUNCTION utils.lent(t varchar) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, app AS $$ BEGIN RETURN upper(t); END $$;
        ALTER EXTENSION hstore ADD FUNCTION utils.lent(varchar);
        """)]
    [DataRow("function utils.lent(character varying)", """
        CREATE SCHEMA app;
        CREATE SCHEMA utils;
        CREATE EXTENSION hstore SCHEMA utils;
        CREATE FUNCTION utils.lent(t varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('search_path', 'app, pg_temp', true); RETURN upper(t); END $$;
        ALTER EXTENSION hstore ADD FUNCTION utils.lent(varchar);
        """)]
    [DataRow("function utils.lent(character varying)", """
        CREATE SCHEMA app;
        CREATE SCHEMA utils;
        CREATE EXTENSION hstore SCHEMA utils;
        CREATE FUNCTION utils.lent(t varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN "App" . helper(t); END $$;
        ALTER EXTENSION hstore ADD FUNCTION utils.lent(varchar);
        """)]
    [DataRow("", """
        CREATE SCHEMA app;
        CREATE SCHEMA utils;
        CREATE EXTENSION hstore SCHEMA utils;
        CREATE FUNCTION utils.lent(t varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN upper(t) || ' of the app'; END $$;
        ALTER EXTENSION hstore ADD FUNCTION utils.lent(varchar);
        """)]
    [DataRow("", """
        CREATE SCHEMA app;
        CREATE SCHEMA utils;
        CREATE EXTENSION hstore SCHEMA utils;
        CREATE FUNCTION utils.lent(t varchar) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN upper(t); END $$;
        ALTER EXTENSION hstore ADD FUNCTION utils.lent(varchar);
        """)]
    [DataRow("function app.lower_infinite(app.span)", """
        CREATE SCHEMA app;
        CREATE DOMAIN app.positive AS int;
        CREATE TYPE app.span AS RANGE (subtype = app.positive, subtype_opclass = int4_ops);
        CREATE FUNCTION app.lower_infinite(app.span) RETURNS boolean LANGUAGE internal IMMUTABLE AS 'range_lower_inf';
        """)]
    [DataRow("table public.pay", """
        CREATE EXTENSION hstore;
        CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
        ALTER EXTENSION hstore ADD FUNCTION log();
        CREATE TABLE pay (a int);
        CREATE TRIGGER log AFTER INSERT ON pay EXECUTE FUNCTION log('film');
        ALTER TABLE pay OWNER TO pum_plain;
        """)]
    [DataRow("", "CREATE TYPE own AS (a int); CREATE FUNCTION as_text(own) RETURNS text LANGUAGE sql AS 'SELECT 1::text'; CREATE CAST (own AS text) WITH FUNCTION as_text(own);")]
    [DataRow("", "CREATE FUNCTION allowed() RETURNS boolean LANGUAGE sql AS 'SELECT false'; CREATE POLICY some_rows ON film USING (allowed());")]
    [DataRow("", """
        CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
        ALTER EVENT TRIGGER seeing DISABLE;
        """)]
    [DataRow("function public.see()", """
        CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
        """)]
    [DataRow("", "CREATE TYPE own AS (a int); CREATE FUNCTION as_text(own[]) RETURNS text LANGUAGE sql AS 'SELECT 1::text'; CREATE CAST (own[] AS text) WITH FUNCTION as_text(own[]);")]
    [DataRow("", "CREATE FUNCTION as_text(film) RETURNS text LANGUAGE sql AS 'SELECT 1::text'; CREATE CAST (film AS text) WITH FUNCTION as_text(film);")]
    [DataRow("", "CREATE SEQUENCE numbers; CREATE TABLE pay (a int DEFAULT nextval('numbers')); ALTER TABLE pay OWNER TO pum_plain;")]
    [DataRow("", "CREATE TYPE span AS RANGE (subtype = int); CREATE TABLE spans (a span, b span[], c datemultirange); CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);")]
    [DataRow("", "CREATE TABLE parent (a serial PRIMARY KEY, b int[]) PARTITION BY RANGE (a); CREATE TABLE part PARTITION OF parent DEFAULT; CREATE TABLE child (c film) INHERITS (film);")]
    [DataRow("", "CREATE TABLE pay (a int PRIMARY KEY); ALTER TABLE pay OWNER TO pum_owner; CREATE TABLE paid (a int REFERENCES pay); CREATE VIEW seen AS SELECT * FROM pay; ALTER VIEW seen OWNER TO pum_owner;")]
    [DataRow("", "CREATE FUNCTION upper_of(xid) RETURNS oid LANGUAGE internal AS 'int4abs'; CREATE CAST (xid AS oid) WITH FUNCTION upper_of(xid);")]
    [DataRow("", """
        CREATE SCHEMA app;
        CREATE EXTENSION hstore SCHEMA app;
        CREATE EXTENSION pgcrypto;
        CREATE TABLE app.file (id uuid DEFAULT gen_random_uuid(), attributes app.hstore);
        CREATE INDEX ON app.file USING gin (attributes);
        CREATE FUNCTION app.told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER told BEFORE INSERT ON app.file FOR EACH ROW EXECUTE FUNCTION app.told('file');
        """)]
    [DataRow("", """
        CREATE SCHEMA app;
        DO $$ DECLARE name text; BEGIN
          FOREACH name IN ARRAY '{btree_gin,btree_gist,citext,cube,dict_int,earthdistance,fuzzystrmatch,hstore,intarray,isn,lo,ltree,pg_trgm,pgcrypto,postgres_fdw,seg,tablefunc,unaccent,uuid-ossp,xml2}'::text[] LOOP
            EXECUTE format('CREATE EXTENSION %I SCHEMA app', name);
          END LOOP;
        END $$;
        CREATE TABLE app.person (name app.citext PRIMARY KEY, path app.ltree, place app.earth, notes app.hstore);
        CREATE INDEX ON app.person USING gist (path);
        CREATE VIEW app.near AS SELECT a.name, b.name AS other FROM app.person a JOIN app.person b ON app.earth_distance(a.place, b.place) < 10;
        """)]
    public async Task What_reaches_what_a_role_is_given_is_found(string reaching, string content)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsSuperuserAsync("CREATE TABLE film (id int);" + content);
        var connection = ConnectionResolver.Resolve(
            database.As(database.Server.Superuser).Request, HostEnvironment.Current(AppContext.BaseDirectory));
        var context = new FailureContext("psql", 0, [], connection.Display, Dumping: false, File: "");
        await using var session = await SessionOpening.OpenAsync(connection, context, Cancellation);
        var objects = await OwnedObject.ListAsync(session, TestServer.Owner, seesSubscriptions: true, Cancellation);

        var found = await Entanglement.FindAsync(
            session, TestServer.Owner, objects.Where(each => each.IsGivers && each.MayBeGiven).Select(each => each.Key), Cancellation);

        Assert.AreEqual(reaching, string.Join(", ", found));
    }

    [TestMethod]
    public async Task What_a_session_has_for_itself_is_nobody_elses_object()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var other = await database.As(database.Server.Superuser).OpenAsync();
        await using var temporary = new Npgsql.NpgsqlCommand("CREATE TEMP TABLE scratchpad (a int); CREATE FUNCTION pg_temp.one() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE pg_temp.own AS (a int)", other);
        await temporary.ExecuteNonQueryAsync(Cancellation);
        var connection = ConnectionResolver.Resolve(
            database.As(database.Server.Superuser).Request, HostEnvironment.Current(AppContext.BaseDirectory));
        await using var session = await SessionOpening.OpenAsync(
            connection, new("psql", 0, [], connection.Display, Dumping: false, File: ""), Cancellation);

        Assert.IsEmpty(await OwnedObject.ListAsync(session, TestServer.Owner, seesSubscriptions: true, Cancellation));
    }
}
