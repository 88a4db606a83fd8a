CREATE TABLE association (
    association_id uuid PRIMARY KEY,
    illustrative   boolean NOT NULL,
    revision       bigint NOT NULL
);

CREATE TABLE association_state (
    association_id  uuid NOT NULL REFERENCES association,
    since           date NOT NULL,
    position        bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    state           integer NOT NULL,
    suspended_until date,
    decision        text,
    PRIMARY KEY (association_id, since, position)
);

CREATE TABLE association_name (
    association_id uuid NOT NULL REFERENCES association,
    valid_from     date NOT NULL,
    position       bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    full_name      text COLLATE "C" NOT NULL,
    short_name     text NOT NULL,
    PRIMARY KEY (association_id, valid_from, position)
);

CREATE TABLE association_work (
    association_id    uuid NOT NULL REFERENCES association,
    valid_from        date NOT NULL,
    position          bigint NOT NULL,
    recorded_at       timestamptz NOT NULL,
    scope             integer NOT NULL,
    territory_unit_id uuid NOT NULL,
    science_field     integer NOT NULL,
    main_field        text NOT NULL,
    mass              boolean,
    PRIMARY KEY (association_id, valid_from, position)
);

CREATE TABLE association_congress (
    association_id uuid NOT NULL REFERENCES association,
    valid_from     date NOT NULL,
    position       bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    term_from      date,
    term_to        date,
    due_on         date NOT NULL,
    overdue        boolean NOT NULL,
    PRIMARY KEY (association_id, valid_from, position)
);

CREATE TABLE association_successor (
    association_id uuid NOT NULL REFERENCES association,
    successor_id   uuid NOT NULL,
    effective_on   date NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (association_id, successor_id)
);
