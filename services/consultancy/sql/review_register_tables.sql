-- What happened to reviews and to what belongs to them, event by event, and how each review then stood: for the Union,
-- for the requester, and on the docket. Nothing is overwritten. States, fields, origins, actors and actions are the
-- numbers of the contract's enums.

CREATE TABLE line (
    category    text NOT NULL,
    id          uuid NOT NULL,
    revision    bigint NOT NULL,
    review_id   uuid NOT NULL,
    event       text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (category, id, revision)
);
CREATE INDEX line_of_review ON line (review_id, category);

CREATE TABLE review (
    review_id         uuid PRIMARY KEY,
    unit_id           uuid NOT NULL,
    requester_unit_id uuid NOT NULL,
    received_on       date NOT NULL,
    field             integer NOT NULL,
    origin            integer NOT NULL
);
CREATE INDEX review_by_unit ON review (unit_id, received_on DESC, review_id DESC);
CREATE INDEX review_by_requester ON review (requester_unit_id, received_on DESC, review_id DESC);

CREATE TABLE review_line (
    review_id   uuid NOT NULL,
    revision    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    state       integer NOT NULL,
    officer     text NOT NULL,
    said        bytea NOT NULL,
    own         bytea NOT NULL,
    PRIMARY KEY (review_id, revision)
);

-- Whose turn it is, and what the docket counts, from each event on that is the review's or its work's.
CREATE TABLE docket_line (
    review_id   uuid NOT NULL,
    position    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    next_actor  integer NOT NULL,
    next_action integer NOT NULL,
    next_due_on date,
    counts      bytea NOT NULL,
    PRIMARY KEY (review_id, position)
);
