-- Tables of unusual shape.
CREATE TABLE without_columns ();
INSERT INTO without_columns DEFAULT VALUES;
INSERT INTO without_columns DEFAULT VALUES;
INSERT INTO without_columns DEFAULT VALUES;
CREATE TABLE without_rows (id int);
CREATE TABLE dropped_columns (first int, a int, "gone ""1""" text, b text, c int DEFAULT 5, last text);
INSERT INTO dropped_columns SELECT i, i, 'gone', 'b' || i, i, 'l' FROM generate_series(1, 10) i;
ALTER TABLE dropped_columns DROP COLUMN first, DROP COLUMN "gone ""1""", DROP COLUMN last;
ALTER TABLE dropped_columns ADD COLUMN added int DEFAULT 42;
CREATE TABLE all_dropped (a int, b int);
INSERT INTO all_dropped VALUES (1, 2), (3, 4);
ALTER TABLE all_dropped DROP COLUMN a, DROP COLUMN b;
CREATE TABLE only_generated (g int GENERATED ALWAYS AS (1 + 1) STORED);
INSERT INTO only_generated VALUES (DEFAULT), (DEFAULT);
DO $do$ BEGIN
    EXECUTE (SELECT 'CREATE TABLE wide (' || string_agg(format('%I int', 'column ' || i) || CASE WHEN i % 100 = 0 THEN ' DEFAULT ' || i ELSE '' END, ', ') || ')' FROM generate_series(1, 1500) i);
    EXECUTE (SELECT 'INSERT INTO wide (' || string_agg(quote_ident('column ' || i), ', ') || ') SELECT ' || string_agg(CASE WHEN i % 3 = 0 THEN 'NULL' ELSE i::text END, ', ') || ' FROM generate_series(1, 3)' FROM generate_series(1, 1500) i);
END $do$;
-- A row as long as a database keeps comfortably in one field after another.
CREATE TABLE long_rows (a text, b text, c text, d bytea);
INSERT INTO long_rows SELECT repeat('a', 1000000), repeat(E'b\t', 500000), NULL, decode(repeat('5c0a', 200000), 'hex') FROM generate_series(1, 3);
CREATE TABLE same_rows (a int, b text);
INSERT INTO same_rows SELECT 1, 'twice' FROM generate_series(1, 7);
