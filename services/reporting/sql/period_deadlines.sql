CREATE TABLE history (
    period_id uuid NOT NULL,
    revision  bigint NOT NULL,
    event     text NOT NULL,
    PRIMARY KEY (period_id, revision)
);

CREATE TABLE owed (
    period_id  uuid PRIMARY KEY,
    command_id uuid NOT NULL
);
