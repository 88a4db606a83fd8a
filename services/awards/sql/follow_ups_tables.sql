-- What follows the release of each entry, line by line; nothing is overwritten but the stream's last revision.

CREATE TABLE release (
    round_id    uuid PRIMARY KEY,
    released_on date NOT NULL
);

CREATE TABLE released_entry (
    entry_id       uuid PRIMARY KEY,
    round_id       uuid NOT NULL,
    -- Of the list of prizes, which names the highest tier first; none where there is no prize.
    revision       bigint,
    field_code     text NOT NULL,
    origin_unit_id uuid NOT NULL,
    prize_id       uuid,
    tier_code      text,
    tier_name      text,
    decided_on     date,
    -- All of a release is recorded at once.
    recorded_at    timestamptz NOT NULL,
    -- For what a person has done: there is no work that anybody could apply.
    honours        boolean NOT NULL DEFAULT false
);
CREATE INDEX released_entry_of_round ON released_entry (round_id);

-- As it was called last: what is on the list of eligible entries is called the same for ever.
CREATE TABLE entry_title (
    entry_id uuid PRIMARY KEY,
    title    text NOT NULL
);

CREATE TABLE nomination (
    entry_id     uuid NOT NULL,
    contest      text COLLATE "C" NOT NULL,
    nominated_on date NOT NULL,
    document     bytea NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (entry_id, contest)
);

CREATE TABLE national_result (
    entry_id    uuid NOT NULL,
    contest     text COLLATE "C" NOT NULL,
    decided_on  date NOT NULL,
    -- None where there was none.
    prize       bytea,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, contest)
);

CREATE TABLE look (
    entry_id    uuid NOT NULL,
    revision    bigint NOT NULL,
    looked_on   date NOT NULL,
    applied     boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, revision)
);

CREATE TABLE revocation (
    entry_id    uuid PRIMARY KEY,
    revoked_on  date NOT NULL,
    decision    bytea NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- Only of entries that something followed.
CREATE TABLE follow_up (
    entry_id   uuid PRIMARY KEY,
    revision   bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
