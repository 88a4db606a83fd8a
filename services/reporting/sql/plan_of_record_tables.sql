-- What was said of plans, line by line. Nothing is overwritten, so that each day can be answered for as
-- it was known at each instant; only `plan` also keeps the stream's last revision. Choices are the numbers
-- of the contract's enums.

CREATE TABLE plan (
    plan_id      uuid PRIMARY KEY,
    effective_on date NOT NULL,
    document     bytea NOT NULL,
    recorded_at  timestamptz NOT NULL,
    revision     bigint NOT NULL,
    changed_at   timestamptz NOT NULL
);
CREATE INDEX plan_by_day ON plan (effective_on, plan_id);

CREATE TABLE plan_version (
    plan_id      uuid NOT NULL,
    version      integer NOT NULL,
    effective_on date NOT NULL,
    decision     bytea,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (plan_id, version)
);

CREATE TABLE plan_section (
    plan_id uuid NOT NULL,
    code    text NOT NULL,
    version integer NOT NULL,
    rank    integer NOT NULL,
    heading text NOT NULL,
    PRIMARY KEY (plan_id, code)
);

-- One line per item and version that touched it; without a text the item is withdrawn from then on.
CREATE TABLE plan_item (
    plan_id     uuid NOT NULL,
    code        text NOT NULL,
    version     integer NOT NULL,
    rank        integer NOT NULL,
    kind        integer,
    short_title text,
    text        text,
    PRIMARY KEY (plan_id, code, version)
);

-- The last line known of (item_code, bearer, role, valid_from) says until when the part is held.
CREATE TABLE responsibility (
    plan_id     uuid NOT NULL,
    position    bigint NOT NULL,
    item_code   text NOT NULL,
    bearer      bytea NOT NULL,
    role        integer NOT NULL,
    basis       integer NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date,
    note        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (plan_id, position)
);

CREATE TABLE plan_state (
    plan_id     uuid NOT NULL,
    position    bigint NOT NULL,
    state       integer NOT NULL,
    since       date NOT NULL,
    review_kind integer NOT NULL,
    successor   uuid,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (plan_id, position)
);
