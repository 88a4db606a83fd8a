-- What units said, and each step since, line by line; nothing is overwritten but the stream's last
-- revision. States are the numbers of the contract's enum.

CREATE TABLE record (
    record_id   uuid PRIMARY KEY,
    unit_id     uuid NOT NULL,
    record_type text NOT NULL,
    occurred_on date NOT NULL,
    said        bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    revision    bigint NOT NULL,
    changed_at  timestamptz NOT NULL
);
CREATE INDEX record_by_day ON record (occurred_on DESC, record_id DESC);
CREATE INDEX record_by_unit ON record (unit_id, occurred_on DESC, record_id DESC);

CREATE TABLE record_step (
    record_id         uuid NOT NULL,
    revision          bigint NOT NULL,
    state             integer NOT NULL,
    since             date NOT NULL,
    reason            text,
    judged_by_unit_id uuid,
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (record_id, revision)
);
