-- Entries, and what was to be said of each after each of its events. Nothing is overwritten. States are the numbers of
-- the contract's enum.

CREATE TABLE entry (
    entry_id      uuid PRIMARY KEY,
    round_id      uuid NOT NULL,
    -- One of them holds it.
    holder_person text,
    holder_unit   uuid,
    started_on    date NOT NULL
);
CREATE INDEX entry_by_round ON entry (round_id, entry_id);

CREATE TABLE entry_line (
    entry_id     uuid NOT NULL,
    revision     bigint NOT NULL,
    recorded_at  timestamptz NOT NULL,
    state        integer NOT NULL,
    -- To whoever holds it.
    own          bytea NOT NULL,
    -- To the secretariat: as it was handed in last; NULL before that.
    handed_in    bytea,
    handed_in_on date,
    field        text,
    PRIMARY KEY (entry_id, revision)
);
