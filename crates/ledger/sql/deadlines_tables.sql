CREATE TABLE history (
    id       uuid NOT NULL,
    revision bigint NOT NULL,
    event    text NOT NULL,
    PRIMARY KEY (id, revision)
);

CREATE TABLE owed (
    id         uuid PRIMARY KEY,
    command_id uuid NOT NULL
);
