-- A shop with ten years of orders: about 1.6 million rows, and with its indexes about 250 MB.
SELECT setseed(0.5);

CREATE SCHEMA shop;

CREATE TYPE shop.status AS ENUM ('open', 'paid', 'shipped', 'returned');

CREATE TABLE shop.customer (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  since date NOT NULL,
  notes text
);

CREATE TABLE shop.product (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title text NOT NULL,
  price numeric(10, 2) NOT NULL CHECK (price > 0),
  tags text[] NOT NULL
);

CREATE TABLE shop.purchase (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id int NOT NULL,
  placed timestamptz NOT NULL,
  status shop.status NOT NULL
);

CREATE TABLE shop.line (
  purchase_id int NOT NULL,
  position smallint NOT NULL,
  product_id int NOT NULL,
  quantity int NOT NULL,
  price numeric(10, 2) NOT NULL
);

CREATE TABLE shop.event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  detail jsonb NOT NULL
);

INSERT INTO shop.customer (name, email, since, notes)
SELECT 'Zoë Müller-' || n, 'customer' || n || '@example.com', date '2015-01-01' + n % 3650, CASE WHEN n % 3 = 0 THEN repeat(md5(n::text), 4) END
FROM generate_series(1, 100000) n;

INSERT INTO shop.product (title, price, tags)
SELECT 'Product ' || md5(n::text), round((1 + random() * 999)::numeric, 2), ARRAY['tag' || n % 17, 'tag' || n % 23]
FROM generate_series(1, 20000) n;

INSERT INTO shop.purchase (customer_id, placed, status)
SELECT 1 + n::bigint * 7919 % 100000, timestamptz '2015-01-01 00:00+00' + n * interval '12 minutes', (enum_range(NULL::shop.status))[1 + n % 4]
FROM generate_series(1, 400000) n;

INSERT INTO shop.line
SELECT n, position, 1 + (n * 31 + position) % 20000, 1 + n % 5, round((1 + random() * 999)::numeric, 2)
FROM generate_series(1, 400000) n, generate_series(1, 1 + n % 4) position;

INSERT INTO shop.event (at, detail)
SELECT timestamptz '2024-01-01 00:00+00' + n * interval '1 minute', jsonb_build_object('kind', 'view', 'product', n % 20000, 'session', md5(n::text), 'path', '/p/' || n)
FROM generate_series(1, 150000) n;

ALTER TABLE shop.line ADD PRIMARY KEY (purchase_id, position);
CREATE INDEX ON shop.line (product_id);
CREATE UNIQUE INDEX ON shop.customer (lower(email));
CREATE INDEX ON shop.purchase (customer_id, placed DESC);
CREATE INDEX ON shop.event USING gin (detail jsonb_path_ops);
ALTER TABLE shop.purchase ADD FOREIGN KEY (customer_id) REFERENCES shop.customer;
ALTER TABLE shop.line ADD FOREIGN KEY (purchase_id) REFERENCES shop.purchase, ADD FOREIGN KEY (product_id) REFERENCES shop.product;

CREATE VIEW shop.turnover AS
SELECT date_trunc('month', placed) AS month, sum(quantity * price) AS total FROM shop.purchase JOIN shop.line ON purchase_id = id GROUP BY 1;
