-- What each requester thought of each review after each event. Nothing is overwritten.

CREATE TABLE rating (
    review_id    uuid PRIMARY KEY,
    union_id     uuid NOT NULL,
    requester_id uuid NOT NULL
);
CREATE INDEX rating_by_union ON rating (union_id);

CREATE TABLE rating_line (
    review_id   uuid NOT NULL,
    revision    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    rated_on    date NOT NULL,
    said        bytea NOT NULL,
    PRIMARY KEY (review_id, revision)
);
