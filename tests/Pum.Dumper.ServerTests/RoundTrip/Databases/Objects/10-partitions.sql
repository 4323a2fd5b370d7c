CREATE SCHEMA partitions;
SET search_path = partitions;

CREATE TABLE by_range (id int NOT NULL, at date NOT NULL, v text, PRIMARY KEY (id, at, v)) PARTITION BY RANGE (at);
CREATE TABLE by_range_2019 PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE by_range_2020 PARTITION OF by_range (v DEFAULT '2020', CHECK (v <> 'never')) FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')
    PARTITION BY LIST (v);
CREATE TABLE "by range 2020 a" PARTITION OF by_range_2020 FOR VALUES IN ('a', 'A');
CREATE TABLE by_range_2020_rest PARTITION OF by_range_2020 DEFAULT PARTITION BY HASH (id);
CREATE TABLE by_range_2020_rest_0 PARTITION OF by_range_2020_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_range_2020_rest_1 PARTITION OF by_range_2020_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE by_range_default PARTITION OF by_range DEFAULT;
-- A partition whose columns stand in another order and that lost one of them.
CREATE TABLE by_range_2021 (v text NOT NULL, gone int, at date NOT NULL, id int NOT NULL);
ALTER TABLE by_range_2021 DROP COLUMN gone;
ALTER TABLE by_range ATTACH PARTITION by_range_2021 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE INDEX by_range_v ON by_range (lower(v));
INSERT INTO by_range SELECT i, date '2019-06-01' + i * 7, CASE WHEN i % 3 = 0 THEN 'a' ELSE 'v' || i END FROM generate_series(1, 200) i;

CREATE TABLE by_list (country text, n int) PARTITION BY LIST (country);
CREATE TABLE by_list_de PARTITION OF by_list FOR VALUES IN ('de', 'at', 'it''s');
CREATE TABLE by_list_other PARTITION OF by_list DEFAULT;
INSERT INTO by_list VALUES ('de', 1), ('it''s', 2), ('fr', 3), (NULL, 4);

CREATE TABLE by_hash (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE by_hash_2 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO by_hash SELECT i, repeat('x', i) FROM generate_series(1, 100) i;

CREATE TABLE by_expression (t text) PARTITION BY RANGE (length(t), (upper(t)));
CREATE TABLE by_expression_short PARTITION OF by_expression FOR VALUES FROM (MINVALUE, MINVALUE) TO (5, 'M');
CREATE TABLE by_expression_long PARTITION OF by_expression FOR VALUES FROM (5, 'M') TO (MAXVALUE, MAXVALUE);
INSERT INTO by_expression VALUES ('a'), ('zzzzz'), ('aaaaa'), ('a longer text');

CREATE TABLE without_partitions (id int) PARTITION BY RANGE (id);
CREATE TABLE refers (id int, at date, v text, FOREIGN KEY (id, at, v) REFERENCES by_range ON DELETE CASCADE);
INSERT INTO refers SELECT id, at, v FROM by_range WHERE id % 10 = 0;
COMMENT ON TABLE "by range 2020 a" IS 'a partition';
CREATE TRIGGER on_partitioned AFTER INSERT ON by_list FOR EACH ROW EXECUTE FUNCTION views.note();
