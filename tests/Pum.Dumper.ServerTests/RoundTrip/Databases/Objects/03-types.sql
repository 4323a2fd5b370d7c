CREATE SCHEMA types;
SET search_path = types;

CREATE TYPE colour AS ENUM ('red', 'green', 'blue');
ALTER TYPE colour ADD VALUE 'yellow' AFTER 'red';
CREATE TYPE point3 AS (x float8, y float8, "Z z" numeric(10, 2));
CREATE TYPE nested AS (name text COLLATE "C", at point3, colours colour[]);
ALTER TYPE nested ADD ATTRIBUTE gone int, ADD ATTRIBUTE kept date;
ALTER TYPE nested DROP ATTRIBUTE gone;
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE text_range AS RANGE (subtype = text, collation = "C", multirange_type_name = "text Multirange");
CREATE DOMAIN positive AS int DEFAULT 1 NOT NULL CONSTRAINT "is positive" CHECK (VALUE > 0);
CREATE DOMAIN very_positive AS positive CHECK (VALUE > 10);
CREATE DOMAIN words AS text[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN place AS point3 CHECK ((VALUE).x IS NOT NULL);
CREATE DOMAIN unchecked AS text;
ALTER DOMAIN unchecked ADD CONSTRAINT "not valid" CHECK (VALUE <> 'old') NOT VALID;

CREATE TABLE every_type (
    id int PRIMARY KEY,
    c colour DEFAULT 'blue',
    cs colour[],
    p point3,
    n nested,
    ns nested[],
    fr float_range,
    fm float_multirange,
    tr text_range,
    tm "text Multirange",
    d positive,
    v very_positive,
    w words,
    at place,
    u unchecked
);
INSERT INTO every_type VALUES
    (1, 'red', '{red,NULL,yellow}', '(1,2,3.50)', ROW('a "quoted", (name)\', ROW(1, NULL, 2), '{}', '2020-02-29'),
     ARRAY[ROW('', NULL, NULL, NULL)::nested, NULL], '[1.5,Infinity)', '{[1,2),(3,4]}', '["(a b","]"]', '{(,a),["b","c"]}', 5, 11,
     '{"a",NULL," "}', '(1,,)', 'fresh'),
    (2, NULL, '{}', NULL, NULL, '{}', 'empty', '{}', '(,)', NULL, 1, 12, NULL, '(0,0,0)', NULL);

-- A type that stands for the rows of a table, a table of a type, and a function between them.
CREATE TABLE typed OF point3 (x WITH OPTIONS PRIMARY KEY, y DEFAULT 4);
INSERT INTO typed VALUES (1, 2, 3), (2, DEFAULT, NULL);
CREATE TABLE holds_rows (id int, "row" every_type, "rows" typed[]);
INSERT INTO holds_rows SELECT id, e, ARRAY(SELECT t FROM typed t ORDER BY x) FROM every_type e;

COMMENT ON TYPE colour IS 'colours';
COMMENT ON TYPE point3 IS 'three dimensions';
COMMENT ON COLUMN point3."Z z" IS 'height';
COMMENT ON DOMAIN positive IS 'above zero';
COMMENT ON CONSTRAINT "is positive" ON DOMAIN positive IS 'its rule';
COMMENT ON TYPE float_range IS 'a range';
