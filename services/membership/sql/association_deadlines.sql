CREATE TABLE history (
    association_id uuid NOT NULL,
    revision       bigint NOT NULL,
    event          text NOT NULL,
    PRIMARY KEY (association_id, revision)
);

CREATE TABLE owed (
    association_id uuid PRIMARY KEY,
    command_id     uuid NOT NULL
);
