CREATE TABLE unit (
    unit_id        uuid PRIMARY KEY,
    code           text COLLATE "C" NOT NULL UNIQUE,
    kind           integer NOT NULL,
    established_on date NOT NULL,
    revision       bigint NOT NULL
);

CREATE TABLE unit_name (
    unit_id     uuid NOT NULL REFERENCES unit,
    valid_from  date NOT NULL,
    position    bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    full_name   text NOT NULL,
    short_name  text NOT NULL,
    PRIMARY KEY (unit_id, valid_from, position)
);

CREATE TABLE unit_parent (
    unit_id        uuid NOT NULL REFERENCES unit,
    valid_from     date NOT NULL,
    position       bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    parent_unit_id uuid,
    PRIMARY KEY (unit_id, valid_from, position)
);

CREATE TABLE unit_end (
    unit_id     uuid PRIMARY KEY REFERENCES unit,
    ended_on    date NOT NULL,
    recorded_at timestamptz NOT NULL
);

CREATE TABLE succession (
    position         bigint NOT NULL,
    recorded_at      timestamptz NOT NULL,
    predecessor_id   uuid NOT NULL,
    successor_id     uuid NOT NULL,
    kind             integer NOT NULL,
    effective_on     date NOT NULL,
    predecessor_ends boolean NOT NULL,
    parts            bigint NOT NULL,
    parts_in_all     bigint NOT NULL,
    decision         text,
    PRIMARY KEY (position, successor_id)
);

CREATE INDEX succession_by_day ON succession (effective_on, position, successor_id);
CREATE INDEX succession_by_predecessor ON succession (predecessor_id);
CREATE INDEX succession_by_successor ON succession (successor_id);
