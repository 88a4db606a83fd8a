-- What is said in judging, event by event, and who left a round. Nothing is overwritten.

CREATE TABLE line (
    category    text NOT NULL,
    id          uuid NOT NULL,
    revision    bigint NOT NULL,
    round_id    uuid NOT NULL,
    event       text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (category, id, revision)
);
CREATE INDEX line_of_round ON line (round_id, category);

-- Withdrawn or excluded, whether it was on the list of eligible entries or not.
CREATE TABLE entry_left (
    entry_id    uuid PRIMARY KEY,
    round_id    uuid NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX entry_left_of_round ON entry_left (round_id);
