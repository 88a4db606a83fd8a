CREATE TABLE person (
    person_id    uuid NOT NULL,
    revision     bigint NOT NULL,
    recorded_at  timestamptz NOT NULL,
    -- Sealed; NULL in every line once the person is erased.
    details      text,
    erasure      text,
    PRIMARY KEY (person_id, revision)
);
