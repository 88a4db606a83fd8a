-- What was said of rounds, their rulesets and their entries, line by line; nothing is overwritten. Phases and states are
-- the numbers of the contract's enums. Each line holds from its day on, and none from an earlier day than the one before.

CREATE TABLE round (
    round_id     uuid PRIMARY KEY,
    programme_id uuid NOT NULL,
    number       integer NOT NULL
);
CREATE INDEX round_by_programme ON round (programme_id, number, round_id);

CREATE TABLE round_line (
    round_id    uuid NOT NULL,
    revision    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    valid_from  date NOT NULL,
    phase       integer NOT NULL,
    -- Told to the secretariat only, so it is not in what is said.
    grace_days  integer NOT NULL,
    said        bytea NOT NULL,
    PRIMARY KEY (round_id, revision)
);

CREATE TABLE ruleset_line (
    round_id    uuid NOT NULL,
    version     integer NOT NULL,
    revision    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    valid_from  date NOT NULL,
    said        bytea NOT NULL,
    PRIMARY KEY (round_id, version)
);

CREATE TABLE entry_line (
    entry_id        uuid NOT NULL,
    revision        bigint NOT NULL,
    round_id        uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    valid_from      date NOT NULL,
    state           integer NOT NULL,
    field           text NOT NULL,
    -- It was handed in under; 0 before it was.
    ruleset_version integer NOT NULL,
    -- Of one that was returned.
    complete_until  date,
    PRIMARY KEY (entry_id, revision)
);
CREATE INDEX entry_line_of_round ON entry_line (round_id, entry_id, revision DESC);
