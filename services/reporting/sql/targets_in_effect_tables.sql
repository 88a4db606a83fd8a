-- What is aimed at, version by version; nothing is overwritten but the stream's last revision.

CREATE TABLE target (
    target_id      uuid PRIMARY KEY,
    plan_id        uuid NOT NULL,
    indicator_code text NOT NULL,
    rank           integer NOT NULL,
    unit_id        uuid,
    period_key     text NOT NULL,
    recorded_at    timestamptz NOT NULL,
    revision       bigint NOT NULL,
    changed_at     timestamptz NOT NULL
);
CREATE INDEX target_by_rank ON target (plan_id, rank, target_id);

CREATE TABLE target_version (
    target_id    uuid NOT NULL,
    version      integer NOT NULL,
    effective_on date NOT NULL,
    said         bytea NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (target_id, version)
);
