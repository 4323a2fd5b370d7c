-- Values that break whoever reads a dump line by line, or takes text for SQL.
SET client_min_messages = warning;

CREATE TABLE texts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text, c char(5), v varchar(40), n name);
INSERT INTO texts (t) SELECT 'control ' || i || ' ' || chr(i) || ' end' FROM generate_series(1, 31) i;
INSERT INTO texts (t) SELECT chr(i) FROM generate_series(1, 31) i;
INSERT INTO texts (t) SELECT chr(i) FROM unnest(ARRAY[127, 128, 133, 160, 173, 847, 8203, 8206, 8232, 8233, 8238, 65279, 65533, 65535, 128024, 917536, 1114109]) i;
INSERT INTO texts (t, c, v, n) VALUES
    (NULL, NULL, NULL, NULL),
    ('', '', '', ''),
    (' ', ' ', ' ', ' '),
    ('\N', '\N', '\N', '\N'),
    ('\.', '\.', '\.', '\.'),
    (E'before\n\\.\nafter', E'\\.\n', E'\n\\.\n', E'\\.'),
    (E'\n\\.\n\nDROP TABLE texts;\n', NULL, NULL, NULL),
    (E'lines\r\nof\r\nWindows\r\n', E'\r\n', E'\r', E'\n\r'),
    (E'lone\rreturn', E'\r', E'\r\r', NULL),
    (E'tabs\t\t\tand\ttrailing\t', E'\t', NULL, NULL),
    (E'\\', '\', '\\', '\'),
    (E'\\\\.\\N\\n\\t\\x41\\101', '\b', '\t\n\r', '\x'),
    ('; DROP TABLE texts; --', ';', '--', '/*'),
    ('/* never ends', '*/', '''', '"'),
    ('''; $$ $a$ $1 :name :''name'' :"name" %n %s {0} `date` !', '$$', ':x', '%'),
    (E'\\connect somewhere\n\\! touch harm\n\\restrict x\n\\unrestrict x\n\\copy texts from x', '\!', '\q', '\g'),
    ('COPY texts FROM stdin;', NULL, 'COMMIT;', 'BEGIN'),
    (E'-- PostgreSQL database dump complete\n--\n', NULL, '-- PostgreSQL database dump', NULL),
    ('🐘🦣 👩‍👩‍👧‍👦 🇨🇭 e' || chr(769) || ' ' || chr(233) || ' ﷽ שלום العربية 中文 𝒳', '🐘', '👍🏽', '名'),
    (repeat('very long line ', 100000), NULL, NULL, NULL),
    (repeat(E'\n', 10000), NULL, NULL, NULL),
    (repeat('\', 10001), NULL, NULL, NULL),
    (repeat(E'\\.\n', 5000), NULL, NULL, NULL);
-- A table of one text column: here a row is a line of COPY that may be empty, \. or \N.
CREATE TABLE lines (line text);
INSERT INTO lines SELECT t FROM texts;

CREATE TABLE numbers (i2 smallint, i4 int, i8 bigint, n numeric, n2 numeric(10, -2), f4 float4, f8 float8, m money, b bool, o oid);
INSERT INTO numbers VALUES
    (-32768, -2147483648, -9223372036854775808, 'NaN', -12300, 'NaN', '-Infinity', '-92233720368547758.08', true, 4294967295),
    (32767, 2147483647, 9223372036854775807, 'Infinity', 99999, 'Infinity', 'NaN', '12.34', false, 0),
    (NULL, NULL, NULL, '-Infinity', NULL, '1e-45', '5e-324', NULL, NULL, NULL),
    (0, 0, 0, ('0.' || repeat('0123456789', 100))::numeric, 0, '-0', '-0', '0', true, 1),
    (1, 1, 1, (repeat('9876543210', 100) || '.5')::numeric, 1, 0.1::float4, 0.1::float8 + 0.2::float8, '1', true, 2),
    (1, 1, 1, 1.5000000, 1, 3.4028235e38, 1.7976931348623157e308, '1', true, 3);

CREATE TABLE times (d date, t time(3), tz timetz, ts timestamp, tstz timestamptz, i interval, i2 interval day to second(2));
INSERT INTO times VALUES
    ('infinity', '24:00:00', '23:59:59.999999+15:59', 'infinity', '-infinity', '-1 year -2 mons +3 days -04:05:06.789', '1 day 02:03:04.56'),
    ('-infinity', '00:00', '00:00-15:59', '-infinity', 'infinity', '178000000 years', '0'),
    ('4713-01-01 BC', '12:34:56.789', '12:00 UTC', '4713-01-01 00:00:00 BC', '0044-03-15 12:00:00+00 BC', '0', NULL),
    ('5874897-12-31', NULL, NULL, '294276-12-31 23:59:59.999999', '0001-01-01 00:00:00+00', '1 mon -1 day', NULL),
    ('0001-12-31 BC', NULL, NULL, '1582-10-05', '2024-03-31 02:30:00 Europe/Berlin', '-00:00:00.000001', NULL);

CREATE TABLE structures (j json, jb jsonb, jp jsonpath, a int[], a2 int[][], t text[], ba bytea[], l int[], r int4range, m datemultirange, ra tstzrange[]);
INSERT INTO structures VALUES
    ('{"a" : 1,  "a":2, "\u00e9": "\\u0000", "n": null}', '{"b": [1, 1.50, 1e400, "\n", {}], "": "é🐘"}', '$.a[*] ? (@ > 1)',
     '{1,NULL,3}', '{{1,2},{NULL,4}}', ARRAY['', NULL, 'NULL', '"', '\', '{}', ',', E'\n', ' '], ARRAY['\x00'::bytea, NULL], '[-2:0]={1,2,3}',
     '[1,5)', '{[2020-01-01,2020-02-01),[infinity,)}', '{"[2020-01-01 00:00:00+00,)",empty,NULL}'),
    ('null', 'null', NULL, '{}', '{}', '{}', '{}', '{}', 'empty', '{}', '{}'),
    (' [1,
 2] ', '"text"', 'strict $', NULL, NULL, NULL, NULL, NULL, '(,)', NULL, NULL);

CREATE TABLE bits_and_addresses (b bit(5), vb bit varying, ba bytea, u uuid, i inet, c cidr, m macaddr, m8 macaddr8, p point, pg polygon, ci circle, li line, q tsquery, v tsvector, lsn pg_lsn, reg regclass, type regtype, ch "char");
INSERT INTO bits_and_addresses VALUES
    ('10101', '', '\x', '00000000-0000-0000-0000-000000000000', '::1/64', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '(1.5,-0)', '((0,0),(1,1),(2,0))', '<(0,0),1e-300>', '{1,-1,0}', '''a b'' & !c <-> d:*A', '''it''''s'':1A,2 ''\\'':3', '16/B374D848', 'lines', 'int[]', E'\\'),
    ('00000', B'1111111111111111111111111111111111111111111111111111111111111111101', '\x000102030a0d5c2e7f80feff', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '192.168.1.5', '2001:db8::/32', 'ff:ff:ff:ff:ff:ff', NULL, '(NaN,Infinity)', NULL, NULL, NULL, '', '', '0/0', NULL, 'text', ''),
    (NULL, NULL, (SELECT decode(string_agg(lpad(to_hex(i), 2, '0'), ''), 'hex') FROM generate_series(0, 255) i), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'é'::"char");

-- XML is an option of PostgreSQL's build.
DO $do$ BEGIN
    CREATE TABLE documents (x xml);
    INSERT INTO documents VALUES ('<a b="&quot;">é&#10;<![CDATA[;--]]></a>'), (''), ('just text'), (NULL);
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $do$;
