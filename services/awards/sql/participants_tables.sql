-- Participants of rounds, and what was known of each after each of its events. Nothing is overwritten but what is
-- erased. States and bases are the numbers of the contract's enums.

CREATE TABLE participant (
    participant_id uuid PRIMARY KEY,
    round_id       uuid NOT NULL,
    -- One of them registered it.
    holder_person  text,
    holder_unit    uuid
);

CREATE TABLE participant_line (
    participant_id   uuid NOT NULL,
    revision         bigint NOT NULL,
    recorded_at      timestamptz NOT NULL,
    -- Sealed; NULL in every line once the participant is erased.
    details          text,
    erasure_state    integer NOT NULL,
    key_destroyed_at timestamptz,
    -- Of an erasure that waits for its second officer.
    waiting_since    date,
    basis            integer,
    requested_by     text,
    PRIMARY KEY (participant_id, revision)
);
CREATE INDEX participant_waiting ON participant_line (waiting_since, participant_id)
    WHERE waiting_since IS NOT NULL;
