CREATE TABLE given (
    grant_id        uuid PRIMARY KEY,
    position        bigint NOT NULL UNIQUE,
    recorded_at     timestamptz NOT NULL,
    revision        bigint NOT NULL,
    person          text NOT NULL,
    unit_id         uuid NOT NULL,
    capacity        text NOT NULL,
    role            integer NOT NULL,
    scope_kind      integer NOT NULL,
    scope_id        text NOT NULL,
    first_day       date NOT NULL,
    last_day        date,
    source_grant_id uuid,
    number_symbol   text,
    issued_on       text,
    issuer_unit_id  text
);

CREATE TABLE revoked (
    position    bigint PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    revision    bigint NOT NULL,
    grant_id    uuid NOT NULL,
    occurred_on date NOT NULL
);

CREATE TABLE ended (
    position    bigint PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    unit_id     uuid NOT NULL,
    occurred_on date NOT NULL
);

CREATE TABLE placed (
    position    bigint PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    kind        integer NOT NULL,
    thing_id    text NOT NULL,
    link        text NOT NULL,
    occurred_on date NOT NULL,
    unit_id     uuid
);
