-- What happened to each review, its council, opinions, meetings, report and answers, line by line.

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
