-- The versions of regulations, as they were decided; nothing is overwritten.

CREATE TABLE regulation_version (
    unit_id      uuid NOT NULL,
    version      integer NOT NULL,
    effective_on date NOT NULL,
    said         bytea NOT NULL,
    recorded_at  timestamptz NOT NULL,
    revision     bigint NOT NULL,
    PRIMARY KEY (unit_id, version)
);
