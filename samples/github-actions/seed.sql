CREATE TABLE reading (
    taken_at timestamptz PRIMARY KEY,
    celsius numeric(4, 1) NOT NULL
);

INSERT INTO reading VALUES
    ('2026-01-01 00:00+00', -3.5),
    ('2026-01-02 00:00+00', 1.0);
