-- Of each period how it was planned, and who is expected.

CREATE TABLE planned (
    period_id uuid PRIMARY KEY,
    event     text NOT NULL
);

CREATE TABLE expected (
    period_id uuid NOT NULL,
    unit_id   uuid NOT NULL,
    PRIMARY KEY (period_id, unit_id)
);
