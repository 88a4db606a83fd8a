-- What was said of reporting regimes, line by line; nothing is overwritten but the stream's last revision.

CREATE TABLE regime (
    regime_id   uuid PRIMARY KEY,
    plan_id     uuid NOT NULL,
    code        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    revision    bigint NOT NULL,
    changed_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX regime_by_code ON regime (plan_id, code);

CREATE TABLE regime_version (
    regime_id   uuid NOT NULL,
    version     integer NOT NULL,
    valid_from  date NOT NULL,
    terms       bytea NOT NULL,
    decision    bytea,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (regime_id, version)
);

CREATE TABLE regime_end (
    regime_id   uuid PRIMARY KEY,
    ended_on    date NOT NULL,
    recorded_at timestamptz NOT NULL
);
