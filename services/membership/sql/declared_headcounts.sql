CREATE TABLE headcount (
    association_id uuid PRIMARY KEY,
    revision       bigint NOT NULL
);

CREATE TABLE declaration (
    declaration_id    uuid PRIMARY KEY,
    association_id    uuid NOT NULL REFERENCES headcount,
    counted_on        date NOT NULL,
    declared_on       date NOT NULL,
    position          bigint NOT NULL,
    recorded_at       timestamptz NOT NULL,
    members           bigint NOT NULL,
    intellectuals     bigint,
    women             bigint,
    under_35          bigint,
    evidence          text NOT NULL,
    supersedes        uuid,
    correction_reason text NOT NULL,
    superseded_by     uuid,
    superseded_at     timestamptz
);

CREATE INDEX declaration_by_day ON declaration (association_id, counted_on DESC, position DESC);
