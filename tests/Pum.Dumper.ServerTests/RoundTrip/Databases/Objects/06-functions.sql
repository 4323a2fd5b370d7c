CREATE SCHEMA functions;
SET search_path = functions;

CREATE FUNCTION plain_sql(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5
    AS 'SELECT a + b -- it''s a comment; with a semicolon';
CREATE FUNCTION awkward_body() RETURNS text LANGUAGE plpgsql AS $body$
-- a comment; with 'a quote and "another
/* a comment /* in a comment */ ; */
DECLARE
    a text := $$inner ; $$;
    b text := $q$ $$ nested $$ ; $q$;
    c text := E'\\.\n\'';
BEGIN
    a := '
\.
';
    RETURN a || b || c; -- \restrict is no command here
END;
$body$;
COMMENT ON FUNCTION awkward_body() IS $c$a comment with $$, 'quotes' and
\.
\connect somewhere
$c$;
CREATE FUNCTION dollars() RETURNS text LANGUAGE sql AS '
SELECT $_$ $_$ || $a$ $$ $a$ || ''$_$ $_1$'';
';
CREATE FUNCTION carriage_returns() RETURNS text LANGUAGE sql AS E'SELECT ''a\r\nb'' -- a comment ended by a lone \r || ''c'';\r\n';
CREATE FUNCTION standard_body(a int, b text) RETURNS text LANGUAGE sql
    RETURN a || b || CASE WHEN a > 0 THEN ';' ELSE '--' END;
CREATE TABLE log (id int GENERATED ALWAYS AS IDENTITY, what text, n bigint);
CREATE PROCEDURE atomic_body(INOUT x int, what text DEFAULT 'it''s; $$')
    LANGUAGE sql
    BEGIN ATOMIC
        INSERT INTO log (what, n) VALUES (what, x);
        INSERT INTO log (what, n) SELECT CASE WHEN x > 1 THEN 'end' ELSE '; END;' END, count(*) FROM log;
        SELECT x + 1;
    END;
CREATE PROCEDURE does_transactions() LANGUAGE plpgsql AS $$ BEGIN COMMIT; ROLLBACK; END $$;
CREATE FUNCTION polymorphic(anyelement, VARIADIC anyarray) RETURNS anyarray LANGUAGE sql AS 'SELECT array_prepend($1, $2)';
CREATE FUNCTION compatible(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql AS 'SELECT coalesce($1, $2)';
CREATE FUNCTION returns_table(n int) RETURNS TABLE ("a b" int, c text) LANGUAGE plpgsql ROWS 10 STABLE
    AS $$ BEGIN RETURN QUERY SELECT i, repeat('x', i) FROM generate_series(1, n) i; END $$;
CREATE FUNCTION returns_rows() RETURNS SETOF log LANGUAGE sql BEGIN ATOMIC SELECT * FROM log; END;
CREATE FUNCTION outputs(OUT a int, OUT b text, INOUT c date DEFAULT '2020-01-01') LANGUAGE sql AS $$ SELECT 1, 'b', c $$;
CREATE FUNCTION definer() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = functions, "Üñï ""quoted"".schema", pg_temp SET work_mem = '8MB' SET application_name = 'it''s $$; --'
    AS $$ BEGIN RETURN current_setting('application_name'); END $$;
CREATE FUNCTION overloaded(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION overloaded(text) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION overloaded(int, text[]) RETURNS int LANGUAGE sql AS 'SELECT 3';

-- Two functions that need each other, and a table whose default and check need a function that needs a table.
CREATE FUNCTION even(n int) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN n = 0 OR functions.odd(n - 1); END $$;
CREATE FUNCTION odd(n int) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN n <> 0 AND functions.even(n - 1); END $$;
CREATE TABLE uses_functions (n int CHECK (functions.even(n)), label text DEFAULT functions.standard_body(1, 'x'));
INSERT INTO uses_functions VALUES (2), (4);
CREATE INDEX on_function ON uses_functions (functions.plain_sql(n));

CREATE FUNCTION add_up(state numeric, v int) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(state, 0) + coalesce(v, 0)';
CREATE AGGREGATE total(int) (SFUNC = functions.add_up, STYPE = numeric, INITCOND = '0');
CREATE AGGREGATE "Moving Total"(int) (SFUNC = functions.add_up, STYPE = numeric, COMBINEFUNC = numeric_add, PARALLEL = SAFE,
    MSFUNC = functions.add_up, MINVFUNC = functions.add_up, MSTYPE = numeric);
CREATE FUNCTION pick(state float8[], fraction float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT state[1 + (fraction * array_length(state, 1))::int]';
CREATE AGGREGATE percentile(float8 ORDER BY float8) (SFUNC = array_append, STYPE = float8[], FINALFUNC = pick, INITCOND = '{}');
CREATE FUNCTION join_all(state text, t text, VARIADIC more text[]) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT coalesce(state, '') || t || array_to_string(more, ',') $$;
CREATE AGGREGATE joined(text, VARIADIC text[]) (SFUNC = functions.join_all, STYPE = text);

CREATE FUNCTION approximately(a float8, b float8) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) < 0.001';
CREATE OPERATOR ~=~= (LEFTARG = float8, RIGHTARG = float8, FUNCTION = approximately, COMMUTATOR = ~=~=, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE FUNCTION negated(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT reverse($1)';
CREATE OPERATOR !! (RIGHTARG = text, FUNCTION = negated);
CREATE VIEW uses_operator AS SELECT 1.0::float8 OPERATOR(functions.~=~=) 1.0001 AS close, OPERATOR(functions.!!) 'abc'::text AS reversed;

CREATE TYPE temperature AS (celsius float8);
CREATE FUNCTION to_float(temperature) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1).celsius';
CREATE CAST (temperature AS float8) WITH FUNCTION to_float(temperature) AS ASSIGNMENT;
CREATE CAST (temperature AS text) WITH INOUT;
CREATE CONVERSION "my conversion" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

COMMENT ON AGGREGATE total(int) IS 'sums';
COMMENT ON AGGREGATE percentile(float8 ORDER BY float8) IS 'ordered';
COMMENT ON OPERATOR ~=~= (float8, float8) IS 'close';
COMMENT ON CAST (temperature AS float8) IS 'degrees';
COMMENT ON CONVERSION "my conversion" IS 'conversion';
COMMENT ON PROCEDURE atomic_body(int, text) IS 'a procedure';
