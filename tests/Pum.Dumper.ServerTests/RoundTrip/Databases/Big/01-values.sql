-- Fields of 16 MB: lines of text among them \. and quotes, and bytes that do not compress. In COPY the bytes are one line of 32 MB.
CREATE TABLE big (t text, b bytea);
INSERT INTO big (t) SELECT string_agg(md5(i::text) || CASE WHEN i % 100 = 0 THEN E'\n\\.\n'';"é' ELSE E'\t' END, '') FROM generate_series(1, 500000) i;
INSERT INTO big (b) SELECT decode(string_agg(md5(i::text), ''), 'hex') FROM generate_series(1, 1000000) i;
