-- Letters that are one byte in LATIN1 and two in UTF-8; this file itself is UTF-8.
SET client_encoding = 'UTF8';
CREATE TABLE "Größe" ("Länge" text, c char(3));
INSERT INTO "Größe" VALUES ('ÄÖÜäöüß ¿¡ÿ', 'é'), (E'\\.\n£', NULL), (chr(160) || chr(173) || chr(128), 'ÿÿÿ');
COMMENT ON TABLE "Größe" IS 'Maß für Fußgänger';
CREATE FUNCTION "Fläche"() RETURNS text LANGUAGE sql AS $ä$ SELECT 'ö; -- $$' $ä$;
