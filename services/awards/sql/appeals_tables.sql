-- Appeals, and what was to be said of each after each of its events. Nothing is overwritten. Revisions are those of the
-- register, which a round has one of.

CREATE TABLE appeal_line (
    round_id      uuid NOT NULL,
    revision      bigint NOT NULL,
    appeal_id     uuid NOT NULL,
    recorded_at   timestamptz NOT NULL,
    valid_from    date NOT NULL,
    lodged_on     date NOT NULL,
    answer_due_on date,
    is_open       boolean NOT NULL,
    said          bytea NOT NULL,
    PRIMARY KEY (round_id, revision)
);
CREATE INDEX appeal_line_of_appeal ON appeal_line (round_id, appeal_id, revision);
