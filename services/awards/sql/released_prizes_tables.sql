-- The prizes that are released, those that were revoked, and what entries are called.

CREATE TABLE released_prize (
    prize_id       uuid PRIMARY KEY,
    round_id       uuid NOT NULL,
    -- Of the list of prizes, which names the highest tier first.
    revision       bigint NOT NULL,
    entry_id       uuid NOT NULL,
    field_code     text NOT NULL,
    origin_unit_id uuid NOT NULL,
    tier_code      text NOT NULL,
    tier_name      text NOT NULL,
    released_on    date NOT NULL,
    recorded_at    timestamptz NOT NULL
);
CREATE INDEX released_prize_of_round ON released_prize (round_id);

-- As it was called last: what is on the list of eligible entries is called the same for ever.
CREATE TABLE entry_title (
    entry_id uuid PRIMARY KEY,
    title    text NOT NULL
);

CREATE TABLE revoked_prize (
    prize_id    uuid PRIMARY KEY,
    revoked_on  date NOT NULL,
    recorded_at timestamptz NOT NULL
);
