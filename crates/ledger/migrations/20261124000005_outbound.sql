-- Commands that this context owes to itself or to others, now or at a later instant (a timer is a
-- command that is due later). Written in the transaction of their cause; kept after they are done, so
-- that the same cause cannot send twice.

CREATE TABLE ledger.outbound (
    command_id uuid        NOT NULL,
    target     text        NOT NULL,
    payload    text        NOT NULL,
    caused_by  uuid,
    due_at     timestamptz NOT NULL,
    attempts   int         NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL,
    error      text,
    outcome    text,
    settled_at timestamptz,
    CONSTRAINT outbound_pkey PRIMARY KEY (command_id),
    CONSTRAINT outbound_outcome_check CHECK (outcome IN ('done', 'refused', 'cancelled'))
);
CREATE INDEX outbound_next_at_idx ON ledger.outbound (next_at) WHERE settled_at IS NULL;
