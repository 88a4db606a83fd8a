CREATE TABLE person (
    person_id     uuid NOT NULL,
    revision      bigint NOT NULL,
    recorded_at   timestamptz NOT NULL,
    -- Sealed; NULL in every line once the person is erased.
    details       text,
    erasure       text,
    -- The day of the request, while the erasure waits for its second officer.
    waiting_since date,
    PRIMARY KEY (person_id, revision)
);

CREATE INDEX person_waiting ON person (waiting_since, person_id) WHERE waiting_since IS NOT NULL;
