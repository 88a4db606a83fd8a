-- What was said of programmes, line by line; nothing is overwritten but the stream's last revision.

CREATE TABLE programme (
    programme_id uuid PRIMARY KEY,
    organiser    uuid NOT NULL,
    family       integer NOT NULL,
    illustrative boolean NOT NULL,
    recorded_at  timestamptz NOT NULL,
    revision     bigint NOT NULL,
    changed_at   timestamptz NOT NULL
);

-- The first of a programme are those it was defined with.
CREATE TABLE programme_terms (
    programme_id uuid NOT NULL,
    revision     bigint NOT NULL,
    valid_from   date NOT NULL,
    name         text NOT NULL,
    terms        bytea NOT NULL,
    decision     bytea NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (programme_id, revision)
);

CREATE TABLE programme_end (
    programme_id uuid PRIMARY KEY,
    ended_on     date NOT NULL,
    recorded_at  timestamptz NOT NULL
);
