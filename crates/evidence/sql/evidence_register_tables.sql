CREATE TABLE evidence (
    evidence_id       uuid PRIMARY KEY,
    unit_id           uuid NOT NULL,
    media_type        text NOT NULL,
    byte_size         bigint NOT NULL,
    sha256            text NOT NULL,
    stored_on         date NOT NULL,
    withdrawn_on      date,
    withdrawal_reason integer,
    position          bigint NOT NULL,
    recorded_at       timestamptz NOT NULL,
    withdrawn_at      timestamptz,
    revision          bigint NOT NULL,
    changed_at        timestamptz NOT NULL
);
CREATE UNIQUE INDEX evidence_by_unit ON evidence (unit_id, position);

CREATE TABLE content (
    sha256      text PRIMARY KEY,
    unit_id     uuid NOT NULL,
    evidence_id uuid NOT NULL
);
