-- Names that need quotes everywhere, and that break whoever splits lines, folds case or formats messages with them.
CREATE SCHEMA "Üñï ""quoted"".schema";
SET search_path = "Üñï ""quoted"".schema", public;

CREATE TABLE "table with spaces" ("a column" int PRIMARY KEY, "UPPER" text, "select" text, "a.b" text, "tab	inside" text);
CREATE TABLE "UPPER" (id int PRIMARY KEY, "table with spaces" int REFERENCES "table with spaces");
CREATE TABLE "double "" quote" ("""" int, """""" int);
CREATE TABLE "dotted.name.public" ("a.b.c" int CHECK ("a.b.c" > 0));
CREATE TABLE "emoji 🐘🦣" ("😀" text, "é composed" text, "é decomposed" text);
CREATE TABLE "a name of sixty-three bytes, as long as PostgreSQL lets it be.." (id int);
CREATE TABLE "ÄÖÜäöüßÄÖÜäöüßÄÖÜäöüßÄÖÜäöüßÄÖÜ" (id int);
CREATE TABLE "new
line" ("col
umn" text, CONSTRAINT "con
straint" CHECK ("col
umn" <> ''));
DO $do$ BEGIN
    EXECUTE format('CREATE TABLE %I (%I text)', E'carriage\rreturn\r\nand \x07 bell', E'\x01');
END $do$;
CREATE TABLE "%n %s %1$s {0} {" ("%" int, "{1}" text);
CREATE TABLE "$$" ("$a$" text, "$1" text);
CREATE TABLE "'; DROP TABLE x; --" ("/* comment" text, "*/" text, "-- comment" text);
CREATE TABLE "back\slash \. \N" ("\." text, "\N" text);
CREATE TABLE " leading and trailing " (id int);
CREATE TABLE "semi;colon" (";" text);
CREATE TABLE "*" ("?" text);
CREATE TABLE "user" ("current_user" int, "null" int, "table" int);
CREATE TABLE "שלום‏ 中文 العربية" ("列" text);
CREATE SEQUENCE "Sequence ""1""" START 7;
CREATE TYPE "Mood;$$" AS ENUM ('sad', 'o''k', 'hap"py', 'new
line', '');
CREATE DOMAIN "Do.main" AS "Mood;$$" DEFAULT 'o''k';
CREATE FUNCTION "Func(tion)" ("Arg ""1""" int DEFAULT 1, "%n" text DEFAULT '$$') RETURNS text LANGUAGE sql IMMUTABLE
    AS 'SELECT "%n" || "Arg ""1"""';
CREATE VIEW "View 'v'" AS SELECT "a column" AS "x ""y""", "UPPER" AS "$$" FROM "table with spaces";
CREATE INDEX "Index 🔑" ON "table with spaces" ("UPPER", "a.b");
CREATE TRIGGER "Trigger; --" BEFORE UPDATE ON "UPPER" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE RULE "Rule $$" AS ON DELETE TO "semi;colon" DO INSTEAD NOTHING;

COMMENT ON TABLE "new
line" IS 'a comment
on two lines; -- with ''quotes'', $$ and \backslashes\ and
\.
and %n';
COMMENT ON COLUMN "new
line"."col
umn" IS E'\ttab \u00e9 \U0001F418 \x01';
COMMENT ON SCHEMA "Üñï ""quoted"".schema" IS 'Schéma';

INSERT INTO "table with spaces" VALUES (1, 'One', 'x', 'y', 'z'), (2, NULL, '', '\', E'\t');
INSERT INTO "UPPER" VALUES (1, 2);
INSERT INTO "new
line" VALUES ('1'), (E'\n');
INSERT INTO "double "" quote" VALUES (1, 2);
INSERT INTO "emoji 🐘🦣" VALUES ('🐘', E'\u00e9', E'e\u0301');
INSERT INTO "%n %s %1$s {0} {" VALUES (1, '{');
INSERT INTO "$$" VALUES ('$a$', '$1');
INSERT INTO "'; DROP TABLE x; --" VALUES ('/*', '*/', '--');
INSERT INTO "back\slash \. \N" VALUES ('\.', '\N');
INSERT INTO "שלום‏ 中文 العربية" VALUES ('列');
SELECT setval('"Sequence ""1"""', 12, false);
