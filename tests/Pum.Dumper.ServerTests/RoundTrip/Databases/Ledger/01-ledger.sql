-- Tables that fill in the order of their names, without sequences: rows alone can be restored into them in one transaction.
CREATE TABLE account (id int PRIMARY KEY, name text NOT NULL, opened date DEFAULT '2020-01-01');
CREATE TABLE entry (account int REFERENCES account, at timestamptz, amount numeric CHECK (amount <> 0), PRIMARY KEY (account, at));
CREATE VIEW balance AS SELECT account, sum(amount) AS amount FROM entry GROUP BY account;
CREATE INDEX entry_at ON entry USING brin (at);
INSERT INTO account SELECT i, 'account ' || i FROM generate_series(1, 100) i;
INSERT INTO entry SELECT a.id, timestamptz '2020-01-01 00:00:00+00' + i * interval '1 hour', i - 0.5 FROM account a, generate_series(1, 50) i;
