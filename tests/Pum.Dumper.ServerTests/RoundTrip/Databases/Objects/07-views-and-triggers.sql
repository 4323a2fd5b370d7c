CREATE SCHEMA views;
SET search_path = views;

CREATE TABLE base (id int PRIMARY KEY, parent int REFERENCES base, name text, changed timestamptz, n int DEFAULT 0);
INSERT INTO base (id, parent, name) VALUES (1, NULL, 'root'), (2, 1, 'it''s'), (3, 2, '"leaf"');

CREATE VIEW simple AS SELECT * FROM base;
CREATE VIEW checked AS SELECT id, name FROM base WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW barrier WITH (security_barrier) AS SELECT id FROM checked WHERE name <> ';' WITH LOCAL CHECK OPTION;
CREATE RECURSIVE VIEW tree (id, path) AS
    SELECT id, ARRAY[name] FROM base WHERE parent IS NULL
    UNION ALL
    SELECT b.id, t.path || b.name FROM base b JOIN tree t ON b.parent = t.id;
CREATE VIEW joined ("no name", total, "row", filtered) AS
    SELECT b.name, sum(b.n) OVER w, b, count(*) FILTER (WHERE b.id > 1) OVER w
    FROM base b LEFT JOIN LATERAL (SELECT 1 AS one) l ON true WINDOW w AS (PARTITION BY b.parent ORDER BY b.id ROWS 2 PRECEDING);
-- Columns added to a table after the view: its * is fixed.
ALTER TABLE base ADD COLUMN later text;
CREATE VIEW with_default AS SELECT id, name, n FROM base;
ALTER VIEW with_default ALTER COLUMN name SET DEFAULT 'from the view';
-- A view that groups by a primary key alone depends on that key, which pg_dump makes after the data.
CREATE VIEW grouped AS SELECT id, name, count(*) AS c FROM base GROUP BY id;

CREATE MATERIALIZED VIEW populated AS SELECT id, name, length(name) AS l FROM base WITH DATA;
CREATE UNIQUE INDEX populated_id ON populated (id);
CREATE MATERIALIZED VIEW unpopulated AS SELECT 1 / 0 AS never WITH NO DATA;
CREATE MATERIALIZED VIEW on_populated WITH (fillfactor = 60) AS SELECT sum(l) AS s FROM populated;
CREATE MATERIALIZED VIEW on_grouped AS SELECT * FROM grouped;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := coalesce(OLD.n, 0) + 1; RETURN NEW; END $$;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO views.journal (what, args) VALUES (TG_OP || ' ' || TG_NAME, TG_ARGV); RETURN NULL; END $$;
CREATE TABLE journal (at bigserial, what text, args text[]);
CREATE TRIGGER "row before" BEFORE UPDATE OF name, n ON base FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION touch();
CREATE TRIGGER statement AFTER INSERT OR DELETE OR TRUNCATE ON base EXECUTE FUNCTION note('it''s', '\', 'a,b', '');
CREATE TRIGGER transition AFTER UPDATE ON base REFERENCING OLD TABLE AS old_rows NEW TABLE AS "new rows" FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE CONSTRAINT TRIGGER constrained AFTER INSERT ON base FROM journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note('constraint');
CREATE TRIGGER instead INSTEAD OF INSERT ON joined FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER disabled BEFORE INSERT ON base FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE base DISABLE TRIGGER disabled;
ALTER TABLE base ENABLE ALWAYS TRIGGER statement, ENABLE REPLICA TRIGGER transition;
UPDATE base SET name = name || '!' WHERE id = 3;
-- A restore fills materialized views anew: here they are as fresh.
REFRESH MATERIALIZED VIEW populated;
REFRESH MATERIALIZED VIEW on_populated;
REFRESH MATERIALIZED VIEW on_grouped;

CREATE RULE also AS ON UPDATE TO checked WHERE NEW.id <> OLD.id DO ALSO (INSERT INTO views.journal (what) VALUES ('rule; one'); UPDATE views.base SET n = n WHERE id = OLD.id);
CREATE RULE notifies AS ON INSERT TO simple DO ALSO NOTIFY "changed; --";
CREATE RULE instead AS ON DELETE TO simple DO INSTEAD DELETE FROM base WHERE id = OLD.id RETURNING OLD.*;

COMMENT ON VIEW simple IS 'simple';
COMMENT ON COLUMN simple.id IS 'key';
COMMENT ON MATERIALIZED VIEW populated IS 'with rows';
COMMENT ON TRIGGER "row before" ON base IS 'before';
COMMENT ON RULE instead ON simple IS 'instead';
