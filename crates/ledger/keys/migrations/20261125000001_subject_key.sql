-- The keys of persons, in a database of their own: whoever has a ledger has no key, and these backups are kept for days only.
CREATE TABLE subject_key (
    subject       uuid PRIMARY KEY,
    -- Which master key wraps it.
    master_key    text,
    wrapped_key   bytea,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Stays, so that the person never gets another key.
    destroyed_at  timestamptz,
    CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL)),
    CHECK ((wrapped_key IS NULL) = (master_key IS NULL))
);

CREATE INDEX subject_key_by_master ON subject_key (master_key, subject);
