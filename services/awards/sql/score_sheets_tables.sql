-- How each sheet stood after what touched it, and what judges are shown of entries; nothing is overwritten.

CREATE TABLE jury (
    jury_id    uuid PRIMARY KEY,
    round_id   uuid NOT NULL,
    field_code text COLLATE "C" NOT NULL
);

CREATE TABLE sheet (
    sheet_id   uuid PRIMARY KEY,
    round_id   uuid NOT NULL,
    field_code text COLLATE "C" NOT NULL,
    stage      integer NOT NULL,
    entry_code text COLLATE "C" NOT NULL,
    judge      text COLLATE "C" NOT NULL
);

CREATE INDEX ON sheet (round_id, stage, entry_code, judge);

CREATE TABLE sheet_line (
    sheet_id        uuid NOT NULL,
    position        bigint NOT NULL,
    state           integer NOT NULL,
    version         integer NOT NULL,
    scores          bytea NOT NULL,
    reopened_reason text NOT NULL,
    -- Of the sheet's own stream.
    revision        bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (sheet_id, position)
);

CREATE TABLE stage_result (
    result_id uuid PRIMARY KEY,
    round_id  uuid NOT NULL,
    stage     integer NOT NULL,
    locked_at timestamptz
);

CREATE TABLE joint_score (
    result_id   uuid NOT NULL,
    entry_code  text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- The one place where an entry and its code meet; no answer has the id.
CREATE TABLE listed (
    round_id    uuid NOT NULL,
    entry_code  text COLLATE "C" NOT NULL,
    field_code  text COLLATE "C" NOT NULL,
    entry_id    uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, entry_code)
);

CREATE TABLE entry_text (
    entry_id    uuid NOT NULL,
    revision    bigint NOT NULL,
    title       text NOT NULL,
    summary     text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, revision)
);

CREATE TABLE entry_dossier (
    entry_id    uuid NOT NULL,
    revision    bigint NOT NULL,
    parts       text[] NOT NULL,
    files       uuid[] NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, revision)
);

CREATE TABLE file (
    evidence_id  uuid PRIMARY KEY,
    media_type   text NOT NULL,
    byte_size    bigint NOT NULL,
    sha256       text NOT NULL,
    withdrawn_at timestamptz
);
