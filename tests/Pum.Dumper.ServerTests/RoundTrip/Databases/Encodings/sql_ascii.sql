-- Bytes that are no text in any one encoding: SQL_ASCII checks nothing.
SET client_encoding = 'SQL_ASCII';
CREATE TABLE bytes (i int PRIMARY KEY, t text);
INSERT INTO bytes SELECT i, chr(i) FROM generate_series(1, 255) i;
INSERT INTO bytes VALUES (1000, E'\xe9t\xe9 and \xc3\xa9t\xc3\xa9 and \xff\xfe\n\\.\n'), (1001, E'\x81\x5c'), (1002, E'\xf0\x9f\x90');
COMMENT ON TABLE bytes IS E'a comment in two encodings: \xe9 \xc3\xa9';
