-- Each recommendation that was delivered, and what became of it.

CREATE TABLE recommendation (
    review_id         uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    union_id          uuid NOT NULL,
    requester_id      uuid NOT NULL,
    field             integer NOT NULL,
    delivered_on      date NOT NULL,
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (review_id, recommendation_id)
);

CREATE INDEX recommendation_of_union ON recommendation (union_id);

CREATE TABLE answer (
    review_id         uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    answer            integer NOT NULL,
    answered_on       date NOT NULL,
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (review_id, recommendation_id)
);

CREATE TABLE silence (
    review_id         uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    silent_on         date NOT NULL,
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (review_id, recommendation_id)
);
