CREATE TABLE union_membership (
    association_id uuid PRIMARY KEY,
    revision       bigint NOT NULL
);

-- A line that was put right keeps standing for those who ask what was known before.
CREATE TABLE union_membership_state (
    association_id uuid NOT NULL REFERENCES union_membership,
    application    bigint NOT NULL,
    position       bigint NOT NULL,
    written_by     bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    replaced_at    timestamptz,
    since          date NOT NULL,
    union_unit_id  uuid NOT NULL,
    state          integer NOT NULL,
    admitted_on    date,
    decision       text,
    PRIMARY KEY (association_id, position, written_by)
);

CREATE INDEX union_membership_state_by_day ON union_membership_state (association_id, since, position);
