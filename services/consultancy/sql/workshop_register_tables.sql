-- How each workshop stood after each event. Nothing is overwritten. States are the numbers of the contract's enum.

CREATE TABLE workshop (
    workshop_id uuid PRIMARY KEY,
    unit_id     uuid NOT NULL
);
CREATE INDEX workshop_by_unit ON workshop (unit_id);

CREATE TABLE workshop_line (
    workshop_id uuid NOT NULL,
    revision    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    held_on     date NOT NULL,
    review_id   uuid,
    state       integer NOT NULL,
    said        bytea NOT NULL,
    PRIMARY KEY (workshop_id, revision)
);
