-- Views: the generations of their tables, how far each generation has followed each source, and the
-- events it could not apply.

-- Kept when its tables are dropped: a number is never used again.
CREATE TABLE ledger.generation (
    view        text        NOT NULL,
    generation  int         NOT NULL,
    version     int         NOT NULL,
    state       text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    switched_at timestamptz,
    CONSTRAINT generation_pkey PRIMARY KEY (view, generation),
    CONSTRAINT generation_state_check CHECK (state IN ('building', 'live', 'retired', 'dropped')),
    -- One live generation per version; deferred, so that one statement can switch two of them.
    CONSTRAINT generation_live_excl EXCLUDE USING btree (view WITH =, version WITH =)
        WHERE (state = 'live') DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE ledger.checkpoint (
    view        text        NOT NULL,
    generation  int         NOT NULL,
    source      text        NOT NULL,
    position    bigint      NOT NULL DEFAULT 0,
    chain       bytea       NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    recorded_at timestamptz,
    -- Streams that have events in ledger.parked.
    parked      int         NOT NULL DEFAULT 0,
    -- Not to go further than this until then: two generations are brought to the same point.
    hold        bigint,
    hold_until  timestamptz,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT checkpoint_pkey PRIMARY KEY (view, generation, source),
    CONSTRAINT checkpoint_generation_fkey FOREIGN KEY (view, generation)
        REFERENCES ledger.generation (view, generation) ON DELETE CASCADE
) WITH (fillfactor = 50);

CREATE TABLE ledger.parked (
    view         text        NOT NULL,
    generation   int         NOT NULL,
    source       text        NOT NULL,
    position     bigint      NOT NULL,
    stream       text        NOT NULL COLLATE "C",
    revision     bigint      NOT NULL,
    event_id     uuid        NOT NULL,
    event_type   text        NOT NULL COLLATE "C",
    recorded_at  timestamptz NOT NULL,
    private_hash bytea       NOT NULL,
    published    bytea,
    chain        bytea       NOT NULL,
    data         text,
    provenance   text,
    -- Why it could not be applied; NULL if only because it follows one of its stream that could not.
    error        text,
    attempts     int         NOT NULL DEFAULT 0,
    parked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT parked_pkey PRIMARY KEY (view, generation, source, position),
    CONSTRAINT parked_checkpoint_fkey FOREIGN KEY (view, generation, source)
        REFERENCES ledger.checkpoint (view, generation, source) ON DELETE CASCADE
);
CREATE INDEX parked_stream_idx ON ledger.parked (view, generation, source, stream, position);
