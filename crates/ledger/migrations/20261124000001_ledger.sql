-- The ledger: entries in commit order without holes, and the requests that have been answered.

CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE ledger.entry (
    position     bigint      NOT NULL,
    stream       text        NOT NULL COLLATE "C",
    revision     bigint      NOT NULL,
    event_id     uuid        NOT NULL,
    event_type   text        NOT NULL COLLATE "C",
    data         text        NOT NULL,
    provenance   text        NOT NULL,
    private_hash bytea       NOT NULL,
    published    bytea,
    recorded_at  timestamptz NOT NULL,
    chain        bytea       NOT NULL,
    CONSTRAINT entry_pkey PRIMARY KEY (position),
    CONSTRAINT entry_stream_revision_key UNIQUE (stream, revision),
    CONSTRAINT entry_event_type_check CHECK (event_type ~ '^[A-Za-z0-9_.]+$'),
    CONSTRAINT entry_hash_check CHECK (octet_length(private_hash) = 32 AND octet_length(chain) = 32)
);

-- Rows are never updated: freeze early, so that no wrap-around scan ever has to visit them again.
ALTER TABLE ledger.entry SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_freeze_min_age = 0);

CREATE TABLE ledger.request (
    request_id     uuid        NOT NULL,
    fingerprint    bytea       NOT NULL,
    first_position bigint      NOT NULL,
    last_position  bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT request_pkey PRIMARY KEY (request_id)
);
CREATE INDEX request_recorded_at_idx ON ledger.request USING brin (recorded_at);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on %.% refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER entry_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
