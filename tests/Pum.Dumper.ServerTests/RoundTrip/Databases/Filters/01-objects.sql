-- Several schemas that need each other in every way that a filter meets.
CREATE SCHEMA app;
CREATE SCHEMA audit;
CREATE SCHEMA shared;
CREATE SCHEMA tmp_one;
CREATE SCHEMA "tmp_Two; é";
CREATE SCHEMA alone;
COMMENT ON SCHEMA app IS 'the application';
COMMENT ON SCHEMA audit IS 'kept back';
GRANT USAGE ON SCHEMA app, audit TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO pg_monitor;

-- Needed from everywhere: types, functions, a sequence, a collation.
CREATE TYPE shared.mood AS ENUM ('glad', 'sad');
CREATE DOMAIN shared.positive AS int CHECK (VALUE > 0);
CREATE COLLATION shared.plain (provider = libc, locale = 'C');
CREATE SEQUENCE shared.numbers START 100;
CREATE FUNCTION shared.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION shared.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION shared."odd name; é"(a int, b text DEFAULT ';') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE shared.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = 0);
CREATE OPERATOR shared.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE TEXT SEARCH CONFIGURATION shared.words (COPY = simple);
COMMENT ON FUNCTION shared.touch() IS 'a trigger';
COMMENT ON TYPE shared.mood IS 'a mood';
GRANT EXECUTE ON FUNCTION shared.twice(int) TO pg_monitor;
CREATE CAST (shared.mood AS int) WITH INOUT;

CREATE TABLE audit.log (id serial PRIMARY KEY, what text, at timestamptz DEFAULT '2020-01-01', UNIQUE (what));
INSERT INTO audit.log (what) SELECT 'entry ' || n FROM generate_series(1, 20) n;
CREATE TABLE audit.detail (log int REFERENCES audit.log, text text);
INSERT INTO audit.detail SELECT n, 'detail' FROM generate_series(1, 20) n;
CREATE VIEW audit.recent AS SELECT * FROM audit.log WHERE id > 10;
COMMENT ON TABLE audit.log IS 'the log';
COMMENT ON COLUMN audit.log.what IS 'what happened';
COMMENT ON CONSTRAINT log_pkey ON audit.log IS 'key';

CREATE TABLE app.customer (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    mood text DEFAULT 'glad',
    CONSTRAINT name_is_not_empty CHECK (name <> ''));
INSERT INTO app.customer (name) SELECT 'customer ' || n FROM generate_series(1, 10) n;
CREATE INDEX customer_name ON app.customer (lower(name));
CREATE STATISTICS app.customer_statistics ON name, mood FROM app.customer;
COMMENT ON STATISTICS app.customer_statistics IS 'both';
ALTER TABLE app.customer CLUSTER ON customer_pkey;
CREATE TABLE app."order" (
    id serial PRIMARY KEY,
    customer int REFERENCES app.customer,
    "odd ""column""; é" text);
INSERT INTO app."order" (customer) SELECT n FROM generate_series(1, 10) n;
CREATE RULE no_delete AS ON DELETE TO app."order" DO INSTEAD NOTHING;
COMMENT ON RULE no_delete ON app."order" IS 'never';
ALTER TABLE app."order" ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON app."order" USING (true);
COMMENT ON POLICY everybody ON app."order" IS 'all';
COMMENT ON COLUMN app."order"."odd ""column""; é" IS 'odd';
GRANT SELECT ON app."order" TO pg_monitor;
GRANT UPDATE (customer) ON app."order" TO pg_monitor;
CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER note BEFORE UPDATE ON app."order" FOR EACH ROW EXECUTE FUNCTION app.note();
COMMENT ON TRIGGER note ON app."order" IS 'a note';
CREATE VIEW app.customers AS SELECT c.name, o.id FROM app.customer c JOIN app."order" o ON o.customer = c.id;
CREATE MATERIALIZED VIEW app.counts AS SELECT count(*) AS n FROM app.customer;
CREATE UNIQUE INDEX counts_n ON app.counts (n);
CREATE MATERIALIZED VIEW app.counts_of_counts AS SELECT count(*) AS n FROM app.counts;
CREATE TABLE app.parent (id int PRIMARY KEY, v text);
CREATE TABLE app.child (extra text) INHERITS (app.parent);
INSERT INTO app.parent VALUES (1, 'parent');
INSERT INTO app.child VALUES (2, 'child', 'extra');
-- A sequence that nothing owns, and statistics in another schema than their table.
CREATE SEQUENCE app.free START 7;
SELECT setval('app.free', 42);
CREATE STATISTICS alone.elsewhere ON id, v FROM app.parent;

-- A view that its dump breaks in two, because it groups by a key alone.
CREATE VIEW app.grouped AS SELECT id, name, count(*) AS c FROM app.customer GROUP BY id;
CREATE VIEW app.on_grouped AS SELECT name FROM app.grouped;

CREATE TABLE app.measure (at date NOT NULL, v int, PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE TABLE app.measure_2019 PARTITION OF app.measure FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
CREATE TABLE alone.measure_2020 PARTITION OF app.measure FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX measure_v ON app.measure (v);
CREATE TABLE app.reading (at date REFERENCES app.measure);
INSERT INTO app.measure SELECT date '2019-12-01' + n, n FROM generate_series(1, 60) n;

CREATE TABLE alone.plain (id int PRIMARY KEY, t text COLLATE "C");
INSERT INTO alone.plain VALUES (1, 'a'), (2, 'b');
CREATE TABLE tmp_one.scratch (id int);
CREATE TABLE "tmp_Two; é"."T"" . é $1
x" ("a "" b" int PRIMARY KEY);
INSERT INTO "tmp_Two; é"."T"" . é $1
x" VALUES (1);
COMMENT ON TABLE "tmp_Two; é"."T"" . é $1
x" IS 'two lines; é';
CREATE INDEX "I"" . é; 
" ON "tmp_Two; é"."T"" . é $1
x" (("a "" b" + 1));
CREATE TABLE "tmp_Two; é".tmp (id int);
CREATE TABLE public.here (id int PRIMARY KEY);
INSERT INTO public.here VALUES (1);
CREATE VIEW public.there AS SELECT * FROM public.here;
COMMENT ON VIEW public.there IS 'a view';

CREATE EXTENSION citext WITH SCHEMA public;
CREATE EXTENSION hstore WITH SCHEMA public;
CREATE PUBLICATION chosen FOR TABLE alone.plain, app.customer;
SELECT lo_from_bytea(4711, '\x0102');
COMMENT ON LARGE OBJECT 4711 IS 'large';
