-- What only a superuser may create.
CREATE SCHEMA super;
SET search_path = super;

CREATE TABLE audited (id int PRIMARY KEY, j jsonb);
INSERT INTO audited VALUES (1, '{}'), (2, NULL);

-- Base types, operator classes and families, access methods.
CREATE TYPE shell;
CREATE TYPE small;
CREATE FUNCTION small_in(cstring) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION small_out(small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE small (INPUT = small_in, OUTPUT = small_out, LIKE = int4, CATEGORY = 'N', DEFAULT = '7', DELIMITER = ';');
CREATE FUNCTION small_compare(small, small) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION small_lt(small, small) RETURNS bool LANGUAGE internal IMMUTABLE STRICT LEAKPROOF AS 'int4lt';
CREATE FUNCTION small_eq(small, small) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION small_gt(small, small) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4gt';
CREATE OPERATOR < (LEFTARG = small, RIGHTARG = small, FUNCTION = small_lt, COMMUTATOR = >);
CREATE OPERATOR > (LEFTARG = small, RIGHTARG = small, FUNCTION = small_gt, COMMUTATOR = <);
CREATE OPERATOR = (LEFTARG = small, RIGHTARG = small, FUNCTION = small_eq, MERGES, HASHES);
CREATE OPERATOR <= (LEFTARG = small, RIGHTARG = small, FUNCTION = small_lt);
CREATE OPERATOR >= (LEFTARG = small, RIGHTARG = small, FUNCTION = small_gt);
CREATE OPERATOR FAMILY "small family" USING btree;
CREATE OPERATOR CLASS small_ops DEFAULT FOR TYPE small USING btree FAMILY "small family" AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 small_compare(small, small);
CREATE TABLE uses_small (s small DEFAULT '3', ss small[]);
INSERT INTO uses_small VALUES ('1', '{1;2}'), (DEFAULT, NULL);
CREATE INDEX uses_small_s ON uses_small (s);
CREATE ACCESS METHOD "my heap" TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE in_my_heap (id int) USING "my heap";
INSERT INTO in_my_heap VALUES (1);

CREATE TEXT SEARCH PARSER my_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE my_template (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY my_dictionary (TEMPLATE = my_template);
CREATE TEXT SEARCH CONFIGURATION my_configuration (PARSER = my_parser);
ALTER TEXT SEARCH CONFIGURATION my_configuration ADD MAPPING FOR word WITH my_dictionary;
CREATE CAST (int4 AS small) WITHOUT FUNCTION;

-- A wrapper without a handler holds servers, mappings and foreign tables that nobody can read.
CREATE FOREIGN DATA WRAPPER dummy OPTIONS ("an option" 'it''s');
CREATE SERVER "some server" TYPE 't' VERSION '1' FOREIGN DATA WRAPPER dummy OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR PUBLIC SERVER "some server" OPTIONS ("user" 'x');
CREATE FOREIGN TABLE far (id int OPTIONS (column_name 'ID') NOT NULL, t text) SERVER "some server" OPTIONS ("table" 'far');
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION lo;

CREATE FUNCTION on_event() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE DEBUG '% %', tg_event, tg_tag; END $$;
CREATE EVENT TRIGGER "at the end; --" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION on_event();
CREATE EVENT TRIGGER dropping ON sql_drop EXECUTE FUNCTION on_event();
ALTER EVENT TRIGGER dropping DISABLE;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert');
CREATE PUBLICATION "of a schema" FOR TABLES IN SCHEMA super;

-- Rows that even the owner sees only through policies, which pg_dump reads as superuser alone.
CREATE TABLE forced (id int, holder name);
INSERT INTO forced VALUES (1, 'ann');
ALTER TABLE forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY nobody ON forced USING (false);

-- A restore by anybody else leaves comments on extensions out.
COMMENT ON EXTENSION lo IS 'our own words on lo';
COMMENT ON EVENT TRIGGER dropping IS 'disabled';
COMMENT ON FOREIGN DATA WRAPPER dummy IS 'dummy';
COMMENT ON SERVER "some server" IS 'server';
COMMENT ON FOREIGN TABLE far IS 'far';
COMMENT ON OPERATOR CLASS small_ops USING btree IS 'class';
COMMENT ON OPERATOR FAMILY "small family" USING btree IS 'family';
COMMENT ON ACCESS METHOD "my heap" IS 'heap';
COMMENT ON TEXT SEARCH PARSER my_parser IS 'parser';
COMMENT ON TEXT SEARCH TEMPLATE my_template IS 'template';
COMMENT ON SCHEMA public IS 'our own words on public';
