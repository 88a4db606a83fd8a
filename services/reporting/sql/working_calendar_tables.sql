-- The calendars of years as they were declared, version by version; nothing is overwritten. Choices are the
-- numbers of the contract's enums.

CREATE TABLE calendar_version (
    year        integer NOT NULL,
    version     integer NOT NULL,
    decision    bytea,
    recorded_at timestamptz NOT NULL,
    revision    bigint NOT NULL,
    PRIMARY KEY (year, version)
);

CREATE TABLE calendar_day (
    year      integer NOT NULL,
    version   integer NOT NULL,
    on_day    date NOT NULL,
    kind      integer NOT NULL,
    name      text NOT NULL,
    certainty integer NOT NULL,
    PRIMARY KEY (year, version, on_day)
);
