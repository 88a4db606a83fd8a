-- What happened to proposals, event by event, and how each then stood. Nothing is overwritten. States are the
-- numbers of the contract's enum.

CREATE TABLE proposal_history (
    proposal_id uuid NOT NULL,
    revision    bigint NOT NULL,
    event       text NOT NULL,
    PRIMARY KEY (proposal_id, revision)
);

CREATE TABLE proposal (
    proposal_id uuid PRIMARY KEY,
    unit_id     uuid NOT NULL,
    drafted_on  date NOT NULL
);
CREATE INDEX proposal_by_unit ON proposal (unit_id, drafted_on DESC, proposal_id DESC);

CREATE TABLE proposal_line (
    proposal_id uuid NOT NULL,
    revision    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    state       integer NOT NULL,
    said        bytea NOT NULL,
    PRIMARY KEY (proposal_id, revision)
);
