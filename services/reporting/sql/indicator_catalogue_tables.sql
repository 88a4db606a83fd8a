-- What was said of indicators, line by line; nothing is overwritten but the stream's last revision. Choices
-- are the numbers of the contract's enums.

CREATE TABLE indicator (
    indicator_id uuid PRIMARY KEY,
    plan_id      uuid NOT NULL,
    code         text NOT NULL,
    item_code    text NOT NULL,
    rank         integer NOT NULL,
    recorded_at  timestamptz NOT NULL,
    revision     bigint NOT NULL,
    changed_at   timestamptz NOT NULL
);
CREATE UNIQUE INDEX indicator_by_rank ON indicator (plan_id, rank, code);

CREATE TABLE indicator_version (
    indicator_id    uuid NOT NULL,
    formula_version integer NOT NULL,
    valid_from      date NOT NULL,
    source          integer NOT NULL,
    definition      bytea NOT NULL,
    decision        bytea,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (indicator_id, formula_version)
);

CREATE TABLE indicator_retirement (
    indicator_id uuid PRIMARY KEY,
    retired_on   date NOT NULL,
    recorded_at  timestamptz NOT NULL
);
