CREATE SCHEMA search;
SET search_path = search, public;

CREATE COLLATION "my C" FROM "C";
CREATE TABLE collated (a text COLLATE "my C");
INSERT INTO collated VALUES ('a'), ('B');
COMMENT ON COLLATION "my C" IS 'plain';
-- ICU is an option of PostgreSQL's build.
DO $do$ BEGIN
    CREATE COLLATION insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
    CREATE TABLE collated_by_icu (b text COLLATE insensitive UNIQUE, c text COLLATE german);
    INSERT INTO collated_by_icu VALUES ('Ä', 'ä'), ('b', 'ß');
    CREATE INDEX ON collated (a COLLATE german DESC);
    COMMENT ON COLLATION german IS 'phone book';
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $do$;

CREATE TEXT SEARCH DICTIONARY simple_german (TEMPLATE = simple, STOPWORDS = german, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY "english "" stems" (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION "my search" (COPY = english);
ALTER TEXT SEARCH CONFIGURATION "my search" ALTER MAPPING FOR asciiword, word WITH unaccent, simple_german, "english "" stems";
ALTER TEXT SEARCH CONFIGURATION "my search" DROP MAPPING FOR url;
CREATE TABLE document (body text, words tsvector GENERATED ALWAYS AS (to_tsvector('search."my search"', body)) STORED);
INSERT INTO document (body) VALUES ('Élan and the running dogs'), ('das Haus; it''s http://example.org/x');
CREATE INDEX document_words ON document USING gin (words);
COMMENT ON TEXT SEARCH CONFIGURATION "my search" IS 'configuration';
COMMENT ON TEXT SEARCH DICTIONARY simple_german IS 'dictionary';

SELECT lo_from_bytea(400001, '\x00010aff5c2e0a');
SELECT lo_from_bytea(400002, '');
SELECT lo_from_bytea(400003, convert_to(repeat(E'lines; -- ''\n\\.\n', 20000), 'UTF8'));
COMMENT ON LARGE OBJECT 400001 IS 'a large object; it''s $$';
GRANT SELECT ON LARGE OBJECT 400003 TO pg_monitor;
CREATE TABLE refers_to_object (id oid);
INSERT INTO refers_to_object VALUES (400001), (400003);

COMMENT ON SCHEMA search IS 'text';
