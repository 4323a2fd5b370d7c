-- Grants go to PUBLIC and to roles that every server has.
CREATE SCHEMA security;
SET search_path = security;

CREATE TABLE secret (id int PRIMARY KEY, holder name DEFAULT current_user, body text);
INSERT INTO secret VALUES (1, 'ann', 'a'), (2, 'bob', 'b');
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own rows" ON secret USING (holder = current_user) WITH CHECK (body <> ';');
CREATE POLICY readers ON secret AS RESTRICTIVE FOR SELECT TO pg_monitor, pg_read_all_stats USING (EXISTS (SELECT FROM views.base b WHERE b.id = secret.id));
CREATE POLICY inserts ON secret FOR INSERT WITH CHECK (true);
COMMENT ON POLICY "own rows" ON secret IS 'mine';
CREATE TABLE enabled_without_policy (id int);
ALTER TABLE enabled_without_policy ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA security TO PUBLIC;
GRANT SELECT ON secret TO PUBLIC;
GRANT SELECT (id, body), UPDATE (body) ON secret TO pg_monitor WITH GRANT OPTION;
REVOKE DELETE, TRUNCATE ON secret FROM CURRENT_USER;
CREATE SEQUENCE numbered;
GRANT USAGE ON SEQUENCE numbered TO pg_monitor;
CREATE FUNCTION private() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION private() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION private() TO pg_monitor;
CREATE TYPE guarded AS ENUM ('a');
REVOKE USAGE ON TYPE guarded FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES IN SCHEMA security GRANT ALL ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE after_defaults (id serial);

CREATE PUBLICATION "some tables" FOR TABLE views.base (id, name), tables.area WHERE (region > 0) WITH (publish = 'insert, update', publish_via_partition_root);
CREATE PUBLICATION empty;
COMMENT ON PUBLICATION empty IS 'nothing yet';
