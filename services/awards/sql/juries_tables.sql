-- What was said of juries, line by line; nothing is overwritten but the stream's last revision.

CREATE TABLE jury (
    jury_id     uuid PRIMARY KEY,
    round_id    uuid NOT NULL,
    field_code  text COLLATE "C" NOT NULL,
    decision    bytea NOT NULL,
    frozen_on   date,
    frozen_at   timestamptz,
    recorded_at timestamptz NOT NULL,
    revision    bigint NOT NULL,
    changed_at  timestamptz NOT NULL
);

CREATE INDEX ON jury (round_id, field_code);

CREATE TABLE jury_member (
    jury_id      uuid NOT NULL,
    judge        text COLLATE "C" NOT NULL,
    -- Who was removed may be named again.
    revision     bigint NOT NULL,
    unit_id      uuid NOT NULL,
    part         integer NOT NULL,
    by_exception boolean NOT NULL,
    recorded_at  timestamptz NOT NULL,
    declared_at  timestamptz,
    removed_at   timestamptz,
    PRIMARY KEY (jury_id, judge, revision)
);

CREATE TABLE assignment (
    jury_id     uuid NOT NULL,
    stage       integer NOT NULL,
    judge       text COLLATE "C" NOT NULL,
    entry_code  text COLLATE "C" NOT NULL,
    method      integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    recused_at  timestamptz,
    PRIMARY KEY (jury_id, stage, judge, entry_code)
);

CREATE TABLE draw (
    jury_id     uuid NOT NULL,
    stage       integer NOT NULL,
    draw        bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (jury_id, stage)
);
