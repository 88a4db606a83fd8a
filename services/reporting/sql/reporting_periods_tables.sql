-- What was said of periods, line by line, and of units that come and go; nothing is overwritten but the
-- stream's last revision, and what reports are, which is said once. States are the numbers of the contract's enum.

CREATE TABLE period (
    period_id      uuid PRIMARY KEY,
    plan_id        uuid NOT NULL,
    regime_code    text NOT NULL,
    regime_version integer NOT NULL,
    key            text NOT NULL,
    first_day      date NOT NULL,
    last_day       date NOT NULL,
    levels         bytea NOT NULL,
    open_until     date NOT NULL,
    recorded_at    timestamptz NOT NULL,
    revision       bigint NOT NULL,
    changed_at     timestamptz NOT NULL,
    on_paper       boolean NOT NULL,
    illustrative   boolean NOT NULL
);
CREATE INDEX period_by_last_day ON period (plan_id, last_day, period_id);

CREATE TABLE period_state (
    period_id   uuid NOT NULL,
    position    bigint NOT NULL,
    state       integer NOT NULL,
    since       date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (period_id, position)
);

-- Up to where the ledgers were known at the cut-off.
CREATE TABLE period_watermark (
    period_id uuid NOT NULL,
    context   text NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (period_id, context)
);

CREATE TABLE expected_report (
    period_id   uuid NOT NULL,
    level       integer NOT NULL,
    unit_id     uuid NOT NULL,
    receiver    uuid NOT NULL,
    due_on      date NOT NULL,
    opened_on   date NOT NULL,
    recorded_at timestamptz NOT NULL,
    report_id   uuid NOT NULL,
    PRIMARY KEY (period_id, level, unit_id)
);

-- How reports move. Only what a step says is filled in: `late` when it is handed in, `due_on` when it is
-- given back, `version` when a correction is opened.
CREATE TABLE report_step (
    report_id   uuid NOT NULL,
    position    bigint NOT NULL,
    state       integer NOT NULL,
    since       date NOT NULL,
    late        boolean,
    due_on      date,
    version     integer,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE lock_exception (
    period_id   uuid NOT NULL,
    position    bigint NOT NULL,
    unit_id     uuid NOT NULL,
    granted_on  date NOT NULL,
    until       date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (period_id, position)
);

-- From membership's ledger.
CREATE TABLE unit (
    unit_id        uuid PRIMARY KEY,
    kind           text NOT NULL,
    established_on date NOT NULL
);

CREATE TABLE unit_end (
    unit_id     uuid NOT NULL,
    position    bigint NOT NULL,
    ended_on    date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (unit_id, position)
);

-- Who took the place of a unit that ended.
CREATE TABLE unit_succession (
    unit_id      uuid NOT NULL,
    position     bigint NOT NULL,
    successor    uuid NOT NULL,
    succeeded_on date NOT NULL,
    PRIMARY KEY (unit_id, position, successor)
);
CREATE INDEX unit_succession_by_successor ON unit_succession (successor);
